using System.Collections.Frozen;

namespace Wellguard.Programs.Scripts;

/// <content>What a program asks about the machine and the person at it: whose it is, what is on screen, what is typed and copied, what programs keep for their user.</content>
internal sealed partial class ScriptRun
{
    /// <summary>Names of the machine, of its user and its addresses.</summary>
    public const string HostIdentity = "host identity";

    public const string Clipboard = "clipboard";

    /// <summary>As a listener is told of them.</summary>
    public const string KeysPressed = "keys pressed";

    /// <summary>What interprets bytes that the processor runs.</summary>
    public const string MachineCode = "machine code";

    private static readonly FrozenDictionary<string, string> HostCalls = Of(
        (HostIdentity, "socket.gethostname socket.getfqdn platform.node platform.uname platform.platform getpass.getuser os.getlogin os.uname uuid.getnode psutil.users netifaces.ifaddresses os.hostname os.userInfo os.networkInterfaces dns.getServers Socket.gethostname Etc.getlogin Sys::Hostname::hostname gethostname php_uname"),
        (Clipboard, "pyperclip.paste pyperclip.waitForNewPaste win32clipboard.GetClipboardData tkinter.Tk().clipboard_get clipboardy.read clipboardy.readSync clipboard.paste navigator.clipboard.readText"),
        ("screen", "ImageGrab.grab PIL.ImageGrab.grab pyautogui.screenshot mss.mss().shot mss.mss().grab mss.mss screenshot-desktop pyscreenshot.grab"),
        ("camera", "cv2.VideoCapture().read"),
        ("microphone", "sounddevice.rec pyaudio.PyAudio().open"),
        (KeysPressed, "pynput.keyboard.Listener keyboard.Listener keyboard.on_press keyboard.on_release keyboard.hook keyboard.record pyHook.HookManager"),
        ("secrets of this user", "win32crypt.CryptUnprotectData ctypes.windll.crypt32.CryptUnprotectData keyring.get_password keytar.getPassword keytar.findCredentials browser_cookie3.chrome browser_cookie3.load browser_cookie3.firefox browser_cookie3.edge robloxpy.User.Internal.GetCookie browser_cookie3.brave browser_cookie3.opera"));

    /// <summary>What parameters and members hold that are called so.</summary>
    public const string PrivateKey = "a private key";

    /// <summary>Longest such name.</summary>
    private const int LongestKey = 24;

    /// <summary>A private key or the words that one is made of.</summary>
    public static bool IsKey(string name)
    {
        if (name.Length is < 8 or > LongestKey)
        {
            return false;
        }

        var plain = name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain is "privatekey" or "secretkey" or "mnemonic" or "mnemonics" or "seedphrase" or "secretphrase" or "recoveryphrase" or "walletseed" or "mnemonicphrase";
    }

    private static FrozenDictionary<string, string> Of(params (string What, string Names)[] rows) =>
        rows.SelectMany(static row => row.Names.Split(' ').Select(name => KeyValuePair.Create(name, row.What))).DistinctBy(static row => row.Key).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Clients of a chat bot, whose token in the code says whose it is.</summary>
    private static readonly FrozenSet<string> BotCalls = new[] { "telebot.TeleBot", "TeleBot", "telegram.Bot", "telegram.ext.Updater", "Updater", "aiogram.Bot", "Bot", "telepot.Bot", "pyrogram.Client", "TelegramBot", "node-telegram-bot-api", "telegraf.Telegraf", "Telegraf" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is put into the clipboard.</summary>
    private static readonly FrozenSet<string> Copying = new[] { "pyperclip.copy", "clipboard.copy", "win32clipboard.SetClipboardText", "win32clipboard.SetClipboardData", "tkinter.Tk().clipboard_append", "clipboardy.write", "clipboardy.writeSync", "navigator.clipboard.writeText" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Windows' calls by which bytes that were copied into executable memory start to run.</summary>
    private static readonly FrozenSet<string> Starting = new[] { "CreateThread", "CreateRemoteThread", "NtCreateThreadEx", "QueueUserAPC", "EnumSystemLocalesA", "EnumWindows" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Bytes that a call copies into memory that is executable.</summary>
    private Value? _machineCode;

    /// <summary>What a call does to the person's clipboard, or to memory, through the system's own functions.</summary>
    private void ActOnHost(string symbol, string member, List<Value> values, int start)
    {
        if (Copying.Contains(symbol))
        {
            Emit(EffectKind.Write, Clipboard, start, effect => effect with { Text = values.Find(static value => value is { IsString: true, IsPartial: false })?.Plain });
        }
        else if (symbol == "mmap.mmap().write" && values.Count > 0)
        {
            _machineCode = values[0];
        }
        else if (symbol is "ctypes.CFUNCTYPE()" or "ctypes.WINFUNCTYPE()" && _machineCode is { } called && (called.Origin is not null || called.Decoding.Count > 0))
        {
            Emit(EffectKind.Interpret, MachineCode, start, effect => effect with { Origin = called.Origin, Decoding = called.Decoding });
        }
        else if (!symbol.StartsWith("ctypes.", StringComparison.Ordinal))
        {
            return;
        }
        else if (member is "RtlMoveMemory" or "memmove" or "WriteProcessMemory" && values.Count > 1)
        {
            _machineCode = values.Find(static value => value.Decoding.Count > 0 || value.Origin is not null) ?? values[1];
        }
        else if (Starting.Contains(member) && _machineCode is { } code)
        {
            Emit(EffectKind.Interpret, MachineCode, start, effect => effect with { Origin = code.Origin, Decoding = code.Decoding });
        }
    }

    /// <summary>Null: the call asks about no such thing.</summary>
    private Value? AskHost(string symbol, Value? first, int start)
    {
        if (BotCalls.Contains(symbol) && first is { IsString: true, IsPartial: false } token && token.Text.Length is > 30 and < 100 && token.Text.IndexOf(':', StringComparison.Ordinal) is > 6 and < 14)
        {
            Emit(EffectKind.Send, "https://api.telegram.org/bot" + token.Text, start);
            return null;
        }

        if (!HostCalls.TryGetValue(symbol, out var what))
        {
            return null;
        }

        if (what != HostIdentity)
        {
            Emit(EffectKind.Read, what, start);
        }

        return new Value(Shape.Unknown) { Origin = what, Symbol = symbol + "()" };
    }

    /// <summary>Of two origins the one that says more: what a machine is called goes along with much else.</summary>
    public static string? Stronger(string? one, string? other) => one is null or HostIdentity || (one == SomeDownload && other?.Contains("://", StringComparison.Ordinal) == true) ? other ?? one : one;
}
