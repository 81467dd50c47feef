namespace Wellguard.Programs.Scripts;

/// <content>Clients that are told what to do one option at a time, and installers that are called as functions.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Address and body of the request that pycurl is being told of.</summary>
    private Value? _curlAddress, _curlBody;

    /// <summary>False: it is no such call.</summary>
    private bool ActAsClient(string symbol, List<Value> values, List<Argument> arguments, int start)
    {
        if (_language != ScriptLanguage.Python)
        {
            return false;
        }

        switch (symbol)
        {
            case "pycurl.Curl().setopt" when values is [{ Symbol: { } option }, var given]:
                SetCurl(option[(option.LastIndexOf('.') + 1)..], given, start);
                return true;
            case "pip.main" or "pip._internal.main" or "pip._internal.main.main" or "pip._internal.cli.main.main" or "pip._internal.cli.main" when values is [{ Shape: Shape.List } words, ..]:
                RunShell(Value.OfList([Value.Of("pip"), .. words.Items]), start, captured: false);
                return true;
            case "easy_install.main" or "setuptools.command.easy_install.main" when values is [{ Shape: Shape.List } words, ..]:
                RunShell(Value.OfList([Value.Of("pip"), Value.Of("install"), .. words.Items]), start, captured: false);
                return true;
            case "os.chdir" when values.Count > 0:
                GoTo(values[0]);
                return true;
            case "setup" or "setuptools.setup" or "distutils.core.setup":
                Require(Named(arguments, "install_requires"), start);
                Require(Named(arguments, "setup_requires"), start);
                return false;
            default:
                return false;
        }
    }

    private void SetCurl(string option, Value given, int start)
    {
        switch (option)
        {
            case "URL":
                _curlAddress = given;
                if (_curlBody is null)
                {
                    Network(Api.Download, "pycurl.URL", given, [given], [], start);
                    return;
                }

                break;
            case "POSTFIELDS" or "COPYPOSTFIELDS" or "HTTPPOST" or "READDATA" or "READFUNCTION" or "HTTPHEADER":
                _curlBody = given;
                break;
            case "WRITEDATA" or "WRITEFUNCTION" when given.Handle is { } file && _curlAddress is { IsString: true } from:
                Complete(file, new Value(Shape.Unknown) { Origin = from.Plain });
                return;
            default:
                return;
        }

        if (_curlAddress is { } address && _curlBody is { } body && (option != "HTTPHEADER" || OriginOf(body) is not null))
        {
            Network(Api.Post, "pycurl.Curl", address, [address, body], [], start);
        }
    }

    /// <summary>A requirement with an address of its own is fetched and its code runs: <c>name @ https://…</c> (PEP 508).</summary>
    private void Require(Value? requirements, int start)
    {
        foreach (var requirement in requirements?.Items ?? [])
        {
            if (requirement is { IsString: true } && requirement.Text.IndexOf('@', StringComparison.Ordinal) is var at and > 0 && requirement.Text[(at + 1)..].Trim() is var address && address.StartsWith("http", StringComparison.Ordinal) && address.Contains("://", StringComparison.Ordinal))
            {
                Emit(EffectKind.Execute, requirement.Text[..at].Trim(), start, effect => effect with { Origin = address });
            }
        }
    }
}
