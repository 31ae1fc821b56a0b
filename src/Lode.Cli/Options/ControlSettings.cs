using System.CommandLine;
using System.Text;
using Lode.Cli.Errors;
using Lode.Cli.Guests;
using Lode.Cli.Help;
using Lode.Cli.Running;
using Lode.Control;
using Lode.Memory;

namespace Lode.Cli.Options;

/// <summary>The options that put a controller in charge of a run.</summary>
sealed class ControlSettings
{
    const char ReferenceMark = '@';

    readonly Option<string?> _control = new("--control")
    {
        HelpName = "FILE",
        Description = "A WebAssembly module that decides, token by token, what may be written: docs/controllers.md.",
    };

    readonly Option<string?> _argument = new("--arg")
    {
        HelpName = "TEXT|@FILE",
        Description = "The controller's argument, often JSON; '@' before a name reads it from a file.",
    };

    readonly Option<string[]> _files = Many("--map", "NAME=FILE|NAME=@REGION",
        "A file, or a region that another controller published, that the controller may map and read; may be given several times.");

    readonly Option<string[]> _publishes = Many("--publish", "NAME", "A name under which the controller may publish a region; may be given several times.");

    readonly Option<bool> _isolate = new("--isolate") { Description = "Run the controller in a process of its own, so that not even a crash touches this one." };

    readonly Option<bool> _log = new("--control-log") { Description = "Show what the controller logs on standard error, behind the number of its branch." };

    readonly Option<ParsedNumber<int>?> _time = NumberOption.Integer("--control-time", "MS",
        "Milliseconds that the controller may take for a token (default: 25).", 1, 60_000);

    readonly Option<ByteSize?> _memory = new("--control-memory")
    {
        HelpName = "SIZE",
        Description = "Memory that it may have of its own, such as 256M (default: 64M); what is mapped comes on top.",
        CustomParser = result => ByteSize.Parse(result, "--control-memory"),
    };

    public OptionGroup Group => new("Controller", [_control, .. Others]);

    /// <summary>The options that mean nothing without a controller.</summary>
    Option[] Others => [_argument, _files, _publishes, _isolate, _time, _memory, _log];

    /// <summary>The controller; null where there is none.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="model">The model's path: a process of its own opens it, too, for its tokenizer.</param>
    /// <param name="help">What shows the help.</param>
    /// <exception cref="UsageException">An option is wrong, or useless without a controller.</exception>
    /// <exception cref="CommandException">The argument cannot be read.</exception>
    public ControlOptions? Read(ParseResult values, string model, string help)
    {
        if (values.GetValue(_control) is not string file)
        {
            Option? alone = Others.FirstOrDefault(option => values.GetResult(option) is { Implicit: false });
            return alone is null ? null : throw new UsageException($"{alone.Name} is for a controller; give one with --control FILE", help);
        }
        if (!File.Exists(file))
            throw new CommandException($"--control: there is no file {file}; give the path of a .wasm module");
        bool isIsolated = values.GetValue(_isolate);
        if (isIsolated && InputStream.IsSequential(model))
            throw new UsageException("--isolate: the controller's process reads the tokenizer of the model, so that it has to be a file, not a pipe", help);
        return new ControlOptions(file, Argument(values.GetValue(_argument) ?? ""), Files(values.GetValue(_files) ?? [], help),
            Names(values.GetValue(_publishes) ?? [], help), isIsolated, Limits(values), values.GetValue(_log));
    }

    ControllerLimits Limits(ParseResult values)
    {
        ControllerLimits limits = ControllerLimits.Default;
        if (values.GetNumber(_time) is int milliseconds)
            limits = limits with { Step = TimeSpan.FromMilliseconds(milliseconds) };
        return values.GetValue(_memory) is { } memory ? limits with { MemoryBytes = memory.Bytes } : limits;
    }

    static byte[] Argument(string text)
    {
        if (!text.StartsWith(ReferenceMark))
            return Encoding.UTF8.GetBytes(text);
        string path = text[1..];
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"--arg: cannot read '{path}': {error.Message}; an argument that begins with '@' is the name of a file", error);
        }
    }

    static List<ControlFile> Files(string[] texts, string help)
    {
        List<ControlFile> files = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=');
            string name = equals < 0 ? "" : text[..equals], source = text[(equals + 1)..];
            bool isRegion = source.StartsWith(ReferenceMark);
            if (!IsName(name) || source is "" or "@")
                throw new UsageException($"--map: expected NAME=FILE or NAME=@REGION, where NAME has no '/', found '{text}'", help);
            if (files.Any(file => file.Name == name))
                throw new UsageException($"--map: the name '{name}' was given twice", help);
            if (!isRegion && !File.Exists(source))
                throw new CommandException($"--map: there is no file {source}");
            files.Add(new ControlFile(name, isRegion ? source[1..] : Path.GetFullPath(source), isRegion));
        }
        return files;
    }

    static string[] Names(string[] names, string help)
    {
        foreach (string name in names)
        {
            if (!IsName(name))
                throw new UsageException($"--publish: expected a name without '/', found '{name}'", help);
        }
        return names;
    }

    static bool IsName(string name) => name is not ("" or "." or "..") && !name.Contains('/');

    static Option<string[]> Many(string name, string valueName, string help) => new(name)
    {
        HelpName = valueName,
        Description = help,
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };
}
