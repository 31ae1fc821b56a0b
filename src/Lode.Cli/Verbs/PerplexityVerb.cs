using System.CommandLine;
using Lode.Cli.Errors;
using Lode.Cli.Evaluating;
using Lode.Cli.Help;
using Lode.Cli.Loading;
using Lode.Cli.Options;
using Lode.Cli.Streams;
using Lode.Generation.Evaluation;
using Lode.Inference;
using Lode.Memory;

namespace Lode.Cli.Verbs;

/// <summary><c>lode perplexity</c>: how well a model foretells a text, and how far it is from another.</summary>
sealed class PerplexityVerb : Verb
{
    public const string VerbName = "perplexity";

    readonly LoadSettings _load = new();

    readonly Argument<string> _file = new("FILE")
    {
        Description = "The text, UTF-8; '-' is standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<string> _against = new("--against") { HelpName = "OTHER", Description = "Another model with the same vocabulary, such as the one before quantising." };
    readonly Option<ParsedNumber<int>?> _chunk = NumberOption.Integer("--ctx", "N", $"Tokens of a chunk (default: {new PerplexityOptions().ChunkLength}).", 4, 1 << 20);
    readonly Option<ParsedNumber<int>?> _chunks = NumberOption.Integer("--chunks", "N", "The most chunks to read (default: all).", 1, int.MaxValue);
    readonly Option<ParsedNumber<int>?> _threads = NumberOption.Integer("--threads", "N", "Threads to compute with (default: one per processor).", 1, 256, "-t");
    readonly Option<ParsedNumber<int>?> _batch = NumberOption.Integer("--batch", "N", $"Tokens to compute at a time (default: {new ContextOptions().MaxBatchTokens}).", 1, 4096);
    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    public PerplexityVerb()
        : base(VerbName)
    {
        Add(_file);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Measures how well a model foretells a text: its perplexity, as llama.cpp measures it.",
        ["lode perplexity MODEL FILE [options]"],
        [Model, _file],
        [
            new OptionGroup("Evaluation", _against, _chunk, _chunks),
            new OptionGroup("Resources", _threads, _batch),
            _load.Group,
            new OptionGroup("Output", _json),
        ],
        [
            ("lode perplexity model.gguf wiki.txt", "The perplexity of a text: less is better."),
            ("lode perplexity model-q4.gguf wiki.txt --against model-f16.gguf", "What quantising cost, on real text."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelPath.Find(ModelName(values));
        string file = values.GetValue(_file) ?? throw Usage($"no text was given: {Page.Usage[0]}");
        string? against = values.GetValue(_against) is string name ? ModelPath.Find(name) : null;
        string[] readers = [.. new[] { model, file, against }.OfType<string>().Where(InputStream.IsStandardInput)];
        if (readers.Length > 1)
            throw Usage("standard input can be read once; give the other as a file");
        ContextOptions defaults = new();
        PerplexityOptions options = new()
        {
            ChunkLength = values.GetNumber(_chunk) ?? new PerplexityOptions().ChunkLength,
            MaxChunks = values.GetNumber(_chunks) ?? 0,
            Context = defaults with { Threads = values.GetNumber(_threads) ?? 0, MaxBatchTokens = values.GetNumber(_batch) ?? defaults.MaxBatchTokens },
        };

        byte[] text = ReadText(file);
        using Interruption interruption = new();
        using OutputStream output = OutputStream.Standard();
        Action<string>? terminal = ErrorStream.IsTerminal ? ErrorStream.Write : null;
        EvaluationProgress progress = new(terminal);
        PerplexityReport report;
        try
        {
            report = new PerplexityRun(model, against, _load.Read(values), interruption, new LoadingProgress(terminal))
                .Run(text, file, options with { Progress = progress, CancellationToken = interruption.Token });
        }
        finally
        {
            progress.End();
        }
        if (values.GetValue(_json))
        {
            output.WriteJson(report, CliJson.Readable.PerplexityReport);
        }
        else
        {
            output.Write(PerplexityTable.Write(report));
            ErrorStream.Write(PerplexityTable.Summary(report));
        }
        return ExitCode.Success;
    }

    static byte[] ReadText(string file)
    {
        try
        {
            if (!InputStream.IsStandardInput(file))
                return File.ReadAllBytes(file);
            using Stream input = Console.OpenStandardInput();
            using MemoryStream all = new();
            input.CopyTo(all);
            return all.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"cannot read the text: {error.Message}", error);
        }
    }
}
