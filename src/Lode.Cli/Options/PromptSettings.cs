using System.CommandLine;
using Lode.Cli.Errors;
using Lode.Memory;

namespace Lode.Cli.Options;

/// <summary>Where the prompt comes from: the command line, a file, or standard input.</summary>
sealed class PromptSettings
{
    const string StandardInput = "-";

    public Argument<string> Argument { get; } = new("PROMPT")
    {
        Description = "The text to go on from; '-' reads standard input, as does no prompt where the input is redirected. "
            + "No prompt at all begins a new text.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string> File { get; } = new("--file", "-f")
    {
        HelpName = "FILE",
        Description = "Read the prompt from a file. Of a file or standard input, one line break at the very end is left out.",
    };

    public Option<bool> Special { get; } = new("--special")
    {
        Description = "Read the names of special tokens in the prompt, such as <|eot_id|>, as those tokens.",
    };

    /// <summary>The bytes of the prompt; none for no prompt.</summary>
    /// <param name="values">The command line.</param>
    /// <param name="model">The model's path: where it is standard input, the prompt cannot be.</param>
    /// <exception cref="UsageException">There are two prompts, or standard input is the model.</exception>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public byte[] Read(ParseResult values, string model)
    {
        string? argument = values.GetValue(Argument);
        string? file = values.GetValue(File);
        if (argument is not null && file is not null)
            throw new UsageException("the prompt is given twice, as PROMPT and as --file; leave one out");
        bool inputIsModel = InputStream.IsStandardInput(model);
        if (inputIsModel && (argument == StandardInput || file == StandardInput))
            throw new UsageException("standard input is the model, so it cannot be the prompt as well; give the prompt as PROMPT or as --file FILE");
        if (file is not null && file != StandardInput)
            return WithoutLineBreak(ReadFile(file));
        if (argument == StandardInput || file == StandardInput || (argument is null && !inputIsModel && Console.IsInputRedirected))
            return WithoutLineBreak(ReadInput());
        return System.Text.Encoding.UTF8.GetBytes(argument ?? "");
    }

    /// <summary>What editors and <c>echo</c> put at the end of a text is not meant to be read by a model.</summary>
    public static byte[] WithoutLineBreak(byte[] text) => text switch
    {
        [.., (byte)'\r', (byte)'\n'] => text[..^2],
        [.., (byte)'\n'] => text[..^1],
        _ => text,
    };

    static byte[] ReadFile(string path)
    {
        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read the prompt: {error.Message}", error);
        }
    }

    static byte[] ReadInput()
    {
        try
        {
            using Stream input = Console.OpenStandardInput();
            using MemoryStream text = new();
            input.CopyTo(text);
            return text.ToArray();
        }
        catch (IOException error)
        {
            throw new CommandException($"cannot read the prompt from standard input: {error.Message}", error);
        }
    }
}
