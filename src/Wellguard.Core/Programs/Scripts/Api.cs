using System.Collections.Frozen;

namespace Wellguard.Programs.Scripts;

/// <summary>What a known function does.</summary>
internal enum Api : byte
{
    Shell, ShellCaptured, Spawn, Program, SpawnMode, Evaluate, Download, DownloadTo, Request, Post, HttpRequest, Connect, ConnectPort, Open, ReadFile, WriteFile, AppendFile,
    Copy, Move, List, Chmod, Delete, Memory, Redirect, Terminal, WriteStream, ReadStream, Mail, Resolve,
}

/// <summary>The functions that matter, by dotted name.</summary>
internal static class Apis
{
    private static readonly FrozenDictionary<string, Api> Python = Of(
        (Api.Shell, "os.system commands.getoutput commands.getstatusoutput asyncio.create_subprocess_shell os.startfile platform.popen posix.system"),
        (Api.ShellCaptured, "os.popen os.popen2 os.popen3 popen2.popen2 popen2.popen3 subprocess.getoutput subprocess.getstatusoutput subprocess.check_output subprocess.Popen subprocess.call subprocess.run subprocess.check_call"),
        (Api.Spawn, "asyncio.create_subprocess_exec"),
        (Api.Terminal, "pty.spawn"),
        (Api.Program, "os.execv os.execve os.execvp os.execvpe os.execl os.execle os.execlp os.execlpe os.posix_spawn"),
        (Api.SpawnMode, "os.spawnl os.spawnle os.spawnlp os.spawnv os.spawnve os.spawnvp"),
        (Api.Evaluate, "exec eval execfile runpy.run_path code.interact InteractiveInterpreter.runcode types.FunctionType pickle.loads pickle.load cPickle.loads dill.loads cloudpickle.loads"),
        (Api.Download, "urllib.request.urlopen urllib2.urlopen urllib.urlopen requests.get requests.Session().get requests.session().get httpx.get httpx.Client().get httpx.stream aiohttp.ClientSession().get urllib3.PoolManager().request urllib.request.Request urllib2.Request requests.head cloudscraper.create_scraper().get urllib.request.build_opener().open urllib2.build_opener().open urllib.request.URLopener().open urllib.FancyURLopener().open urllib.URLopener().open requests_html.HTMLSession().get httpx.AsyncClient().get treq.get grequests.get curl_cffi.requests.get tls_client.Session().get requests.sessions.Session().get urllib3.HTTPConnectionPool().request urllib3.HTTPSConnectionPool().request pip._vendor.requests.get botocore.vendored.requests.get requests.options requests.delete"),
        (Api.DownloadTo, "urllib.request.urlretrieve urllib.urlretrieve wget.download urllib.request.URLopener().retrieve urllib.request.FancyURLopener().retrieve urllib.URLopener().retrieve git.Repo.clone_from Repo.clone_from pygit2.clone_repository dulwich.porcelain.clone porcelain.clone gdown.download"),
        (Api.Post, "requests.post requests.put requests.patch requests.Session().post requests.session().post httpx.post httpx.put httpx.Client().post aiohttp.ClientSession().post discord_webhook.DiscordWebhook DiscordWebhook dhooks.Webhook discord.SyncWebhook.from_url discord.Webhook.from_url SyncWebhook.from_url Webhook.from_url httpx.AsyncClient().post httpx.AsyncClient().put requests_html.HTMLSession().post treq.post curl_cffi.requests.post tls_client.Session().post requests.sessions.Session().post aiohttp.ClientSession().put pip._vendor.requests.post requests.Session().put dhooks.Webhook().send"),
        (Api.Request, "requests.request httpx.request requests.Session().request urllib3.request requests.sessions.Session().request aiohttp.request aiohttp.ClientSession().request httpx.Client().request httpx.AsyncClient().request"),
        (Api.Connect, "socket.create_connection socket.socket().connect socket.socket().connect_ex asyncio.open_connection http.client.HTTPConnection http.client.HTTPSConnection httplib.HTTPConnection httplib.HTTPSConnection smtplib.SMTP smtplib.SMTP_SSL ftplib.FTP ftplib.FTP_TLS telnetlib.Telnet websockets.connect websockets.client.connect websockets.sync.client.connect websocket.create_connection websocket.WebSocket().connect"),
        (Api.Open, "open io.open codecs.open gzip.open"),
        (Api.ReadFile, "configparser.ConfigParser().read configparser.RawConfigParser().read ConfigParser.ConfigParser().read linecache.getlines pathlib.Path.read_text np.load sqlite3.connect"),
        (Api.List, "glob.glob glob.iglob os.listdir os.scandir os.walk"),
        (Api.Copy, "shutil.copy shutil.copyfile shutil.copy2 shutil.copytree win32file.CopyFile"),
        (Api.Move, "shutil.move os.rename os.replace"),
        (Api.Chmod, "os.chmod os.fchmod"),
        (Api.Delete, "os.remove os.unlink shutil.rmtree os.rmdir os.removedirs"),
        (Api.Resolve, "socket.gethostbyname socket.gethostbyname_ex socket.getaddrinfo dns.resolver.resolve dns.resolver.query dns.resolver.Resolver().resolve dns.resolver.Resolver().query"),
        (Api.Redirect, "os.dup2"),
        (Api.Memory, "os.memfd_create ctypes.CDLL(None).memfd_create mmap.mmap ctypes.windll.kernel32.VirtualAlloc"));

    private static readonly FrozenDictionary<string, Api> JavaScript = Of(
        (Api.ShellCaptured, "child_process.exec child_process.execSync shelljs.exec execa.command execa.commandSync"),
        (Api.Spawn, "child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync child_process.fork cross-spawn cross-spawn.sync execa execa.sync execa.execa"),
        (Api.Evaluate, "eval Function vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script setTimeout setInterval module._compile Function.constructor execScript"),
        (Api.Download, "fetch https.get http.get axios.get axios got got.get request request.get node-fetch superagent.get undici.fetch undici.request needle.get needle phin"),
        (Api.Post, "axios.post axios.put got.post got.put request.post superagent.post needle.post navigator.sendBeacon"),
        (Api.HttpRequest, "https.request http.request http2.request"),
        (Api.ConnectPort, "net.connect net.createConnection net.Socket().connect tls.connect http2.connect WebSocket ws dgram.connect"),
        (Api.ReadFile, "fs.readFileSync fs.readFile fs-extra.readFile fs-extra.readFileSync"),
        (Api.ReadStream, "fs.createReadStream"),
        (Api.WriteStream, "fs.createWriteStream"),
        (Api.List, "fs.readdirSync fs.readdir glob.sync glob.globSync"),
        (Api.WriteFile, "fs.writeFileSync fs.writeFile fs-extra.writeFile fs-extra.outputFile fs-extra.writeFileSync"),
        (Api.AppendFile, "fs.appendFileSync fs.appendFile"),
        (Api.Copy, "fs.copyFileSync fs.copyFile fs.cpSync fs-extra.copySync"),
        (Api.Move, "fs.renameSync fs.rename"),
        (Api.Chmod, "fs.chmodSync fs.chmod fs.fchmodSync"),
        (Api.Resolve, "dns.lookup dns.resolve dns.resolve4 dns.resolve6 dns.resolveTxt dns.resolveAny dns.resolveCname dns.resolveMx dns.resolveNs dns.Resolver().resolve dns.Resolver().resolve4 dns.Resolver().resolveTxt"),
        (Api.Delete, "fs.unlinkSync fs.unlink fs.rmSync fs.rm fs.rmdirSync fs.rmdir rimraf rimraf.sync fs-extra.removeSync"));

    private static readonly FrozenDictionary<string, Api> Perl = Of(
        (Api.ShellCaptured, "system exec qx readpipe"),
        (Api.Evaluate, "eval"),
        (Api.Download, "get LWP::Simple::get LWP::UserAgent.new().get HTTP::Tiny.new().get getprint"),
        (Api.DownloadTo, "getstore LWP::Simple::getstore mirror"),
        (Api.Post, "LWP::UserAgent.new().post HTTP::Tiny.new().post"),
        (Api.Connect, "IO::Socket::INET.new IO::Socket::SSL.new"),
        (Api.Open, "open"), (Api.Chmod, "chmod"), (Api.Delete, "unlink rmtree remove_tree"), (Api.Copy, "copy File::Copy::copy"), (Api.Move, "rename move"), (Api.List, "glob opendir"));

    private static readonly FrozenDictionary<string, Api> Php = Of(
        (Api.ShellCaptured, "system exec shell_exec passthru popen proc_open"),
        (Api.Program, "pcntl_exec"),
        (Api.Evaluate, "eval assert create_function"),
        (Api.Download, "curl_init"), (Api.ReadFile, "file_get_contents file readfile"), (Api.Open, "fopen"), (Api.WriteFile, "file_put_contents"),
        (Api.ConnectPort, "fsockopen pfsockopen stream_socket_client"), (Api.Copy, "copy"), (Api.Move, "rename move_uploaded_file"), (Api.Chmod, "chmod"), (Api.Delete, "unlink rmdir"), (Api.List, "glob scandir"), (Api.Mail, "mail"), (Api.Resolve, "dns_get_record gethostbyname gethostbynamel checkdnsrr dns_check_record"));

    private static readonly FrozenDictionary<string, Api> Ruby = Of(
        (Api.ShellCaptured, "system exec spawn IO.popen Open3.capture2 Open3.capture3 Open3.capture2e Open3.popen3 Process.spawn PTY.spawn fork_exec"),
        (Api.Evaluate, "eval instance_eval class_eval module_eval RubyVM::InstructionSequence.compile"),
        (Api.Download, "URI.open OpenURI.open_uri Net::HTTP.get Net::HTTP.get_response HTTParty.get RestClient.get Faraday.get Excon.get"),
        (Api.Post, "Net::HTTP.post Net::HTTP.post_form HTTParty.post RestClient.post Faraday.post Excon.post"),
        (Api.ConnectPort, "TCPSocket.new TCPSocket.open UDPSocket.new"),
        (Api.Resolve, "Resolv.getaddress Resolv.getaddresses Resolv::DNS.new().getaddress Resolv::DNS.new().getresource Resolv::DNS.new().getresources Socket.gethostbyname Addrinfo.getaddrinfo IPSocket.getaddress"),
        (Api.Open, "open File.open File.new"), (Api.ReadFile, "File.read File.binread IO.read File.readlines IO.readlines"), (Api.WriteFile, "File.write File.binwrite IO.write"), (Api.List, "Dir.glob Dir.entries Dir.children"),
        (Api.Copy, "FileUtils.cp FileUtils.copy FileUtils.cp_r"), (Api.Move, "FileUtils.mv File.rename"), (Api.Chmod, "File.chmod FileUtils.chmod"), (Api.Delete, "File.delete File.unlink FileUtils.rm FileUtils.rm_f FileUtils.rm_rf FileUtils.rm_r"));

    public static bool TryFind(ScriptLanguage language, string name, out Api api) => (language switch
    {
        ScriptLanguage.Python => Python,
        ScriptLanguage.JavaScript => JavaScript,
        ScriptLanguage.Perl => Perl,
        ScriptLanguage.Php => Php,
        _ => Ruby,
    }).TryGetValue(name, out api);

    private static FrozenDictionary<string, Api> Of(params (Api Api, string Names)[] rows) =>
        rows.SelectMany(static row => row.Names.Split(' ').Select(name => KeyValuePair.Create(name, row.Api))).DistinctBy(static row => row.Key).ToFrozenDictionary(StringComparer.Ordinal);
}
