using Lode.Cli.Errors;
using Lode.Memory;
using Lode.Weights.HuggingFace;

namespace Lode.Cli;

/// <summary>Finds the file or the folder that the MODEL argument names.</summary>
static class ModelPath
{
    /// <summary>The name of the built-in model.</summary>
    public const string Demo = "demo";

    const int MostSuggestions = 3;

    /// <exception cref="CommandException">There is no such file; the message names some that there are.</exception>
    /// <exception cref="UsageException">It is standard input, and that is a terminal.</exception>
    public static string Find(string name) => Find(name, AppContext.BaseDirectory);

    /// <summary>The same, for an installation in another folder.</summary>
    public static string Find(string name, string baseFolder)
    {
        if (name == Demo)
        {
            string demo = Path.Combine(baseFolder, "models", "demo.gguf");
            return File.Exists(demo)
                ? demo
                : throw new CommandException($"the built-in model is not installed: {demo} is missing; a file in this folder is ./{Demo}");
        }
        if (name == InputStream.StandardInput)
        {
            return Console.IsInputRedirected
                ? name
                : throw new UsageException("the model '-' is standard input, and that is a terminal; pipe a model into lode, or name a file");
        }
        if (File.Exists(name) || (Directory.Exists(name) && HuggingFaceModel.Recognises(name)))
            return name;
        if (Directory.Exists(name))
            throw new CommandException($"{name} is a folder, not a model{Suggest(name, name, "; it has neither .gguf nor .safetensors files")}");
        string folder = Path.GetDirectoryName(name) is { Length: > 0 } parent ? parent : ".";
        throw new CommandException($"there is no file {name}{Suggest(folder, name, "; give the path of a .gguf file, or 'demo'")}");
    }

    /// <summary>The same for commands that read a model by position, and so not from a pipe.</summary>
    /// <exception cref="CommandException">There is no such file; the message names some that there are.</exception>
    /// <exception cref="UsageException">It is standard input.</exception>
    public static string FindFile(string name) => name != InputStream.StandardInput
        ? Find(name)
        : throw new UsageException("the model '-' is standard input, which is read once and in order; this command needs a file: name one");

    static string Suggest(string folder, string name, string otherwise)
    {
        string[] found;
        try
        {
            found = [.. Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return otherwise;
        }
        if (found.Length == 0)
            return otherwise;
        if (Nearest.Of(Path.GetFileName(name), found.Select(path => Path.GetFileName(path))) is string near)
            return $"; did you mean {Shown(Path.Combine(folder, near))}?";
        string more = found.Length > MostSuggestions ? $" and {found.Length - MostSuggestions} more" : "";
        return $"; there are {string.Join(", ", found.Take(MostSuggestions).Select(Shown))}{more}";
    }

    static string Shown(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
}
