using System.CommandLine;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Wasi;

namespace Lode.Cli.Guests;

/// <summary>The options that give a guest something of this machine.</summary>
sealed class WorldSettings
{
    const string PathSeparator = "::";
    const string ReadOnlyMark = ":ro";
    const string Help = "lode wasm run --help";

    readonly Option<string[]> _directories = Many("--dir", "HOST[::GUEST][:ro]",
        "A folder that the program may use, under the name GUEST (default: the same name), ':ro' for reading only; may be given several times.");

    readonly Option<string[]> _environment = Many("--env", "NAME=VALUE",
        "A variable of the program's environment, which is empty otherwise; without '=', with the value that it has here; may be given several times.");

    readonly Option<string[]> _files = Many("--map", "NAME=FILE",
        "A file that the program may map into its memory, or read as /map/NAME; may be given several times.");

    public OptionGroup Group => new("What the program is given", _directories, _environment, _files);

    public IReadOnlyList<WasiDirectory> Directories(ParseResult values) => [.. (values.GetValue(_directories) ?? []).Select(ParseDirectory)];

    public IReadOnlyList<KeyValuePair<string, string>> Environment(ParseResult values) => [.. (values.GetValue(_environment) ?? []).Select(ParseVariable)];

    public IReadOnlyList<WasiFile> Files(ParseResult values)
    {
        List<WasiFile> files = [];
        foreach (string text in values.GetValue(_files) ?? [])
        {
            int equals = text.IndexOf('=');
            string name = equals < 0 ? "" : text[..equals];
            if (name is "" or "." or ".." || name.Contains('/') || equals + 1 == text.Length)
                throw new UsageException($"--map: expected NAME=FILE, where NAME has no '/', found '{text}'", Help);
            if (files.Any(file => file.Name == name))
                throw new UsageException($"--map: the name '{name}' was given twice", Help);
            files.Add(new WasiFile(name, Path.GetFullPath(text[(equals + 1)..])));
        }
        return files;
    }

    /// <summary>Reads <c>HOST[::GUEST][:ro]</c>.</summary>
    public static WasiDirectory ParseDirectory(string text)
    {
        bool isReadOnly = text.EndsWith(ReadOnlyMark, StringComparison.Ordinal);
        string paths = isReadOnly ? text[..^ReadOnlyMark.Length] : text;
        int separator = paths.LastIndexOf(PathSeparator, StringComparison.Ordinal);
        string host = separator < 0 ? paths : paths[..separator];
        string guest = separator < 0 ? paths : paths[(separator + PathSeparator.Length)..];
        if (host.Length == 0 || guest.Length == 0)
            throw new UsageException($"--dir: expected HOST, HOST::GUEST or HOST::GUEST:ro, found '{text}'", Help);
        return new WasiDirectory(host, guest, isReadOnly);
    }

    static KeyValuePair<string, string> ParseVariable(string text)
    {
        int equals = text.IndexOf('=');
        string name = equals < 0 ? text : text[..equals];
        if (name.Length == 0)
            throw new UsageException($"--env: expected NAME=VALUE, found '{text}'", Help);
        string? value = equals < 0 ? System.Environment.GetEnvironmentVariable(name) : text[(equals + 1)..];
        return new(name, value ?? throw new UsageException($"--env: there is no variable '{name}' here; give its value: {name}=VALUE", Help));
    }

    static Option<string[]> Many(string name, string valueName, string help) => new(name)
    {
        HelpName = valueName,
        Description = help,
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };
}
