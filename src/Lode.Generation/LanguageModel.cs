using System.Buffers;
using System.Text;
using Lode.Control;
using Lode.Formats;
using Lode.Inference;
using Lode.Memory;
using Lode.Tokenizers;
using Lode.Weights;

namespace Lode.Generation;

/// <summary>A model that reads and writes text: what most programs open first.</summary>
/// <remarks>Immutable and thread-safe; generators over it are made per thread.</remarks>
public sealed class LanguageModel : IDisposable
{
    readonly Lazy<Tokenizer> _tokenizer;
    MappedView? _tables; // of the tokenizer, where it lies in the model's file

    LanguageModel(Model model)
    {
        Model = model;
        // A modern vocabulary takes longer to index than the weights take to map, so it waits until text is wanted.
        _tokenizer = new Lazy<Tokenizer>(CreateTokenizer);
    }

    /// <summary>Hyper-parameters and weights.</summary>
    public Model Model { get; }

    /// <summary>The model's tokenizer, made on first use. That of a packed model lies in its file, and ends with this.</summary>
    /// <exception cref="ModelFormatException">The file has no vocabulary, or one of an unsupported kind.</exception>
    public Tokenizer Tokenizer => _tokenizer.Value;

    /// <summary>Opens a GGUF model by mapping it. Takes time and memory for the header only.</summary>
    /// <param name="path">The file; any part of a split model.</param>
    /// <exception cref="ModelFormatException">The file is damaged or cannot be run; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static LanguageModel Open(string path) => new(Model.Open(path));

    /// <summary>Loads a GGUF model in one of several ways.</summary>
    /// <param name="path">A file, any part of a split model, a pipe, or <c>-</c> for standard input.</param>
    /// <param name="options">How.</param>
    /// <inheritdoc cref="Model.Open(string, LoadOptions)"/>
    public static LanguageModel Open(string path, LoadOptions options) => new(Model.Open(path, options));

    /// <summary>Loads a GGUF model out of a stream, such as a decompressor's.</summary>
    /// <param name="source">The stream; it stays the caller's.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="options">How, or null for the defaults.</param>
    /// <inheritdoc cref="Model.Open(Stream, string, LoadOptions)"/>
    public static LanguageModel Open(Stream source, string name, LoadOptions? options = null) => new(Model.Open(source, name, options));

    /// <summary>Turns text into token ids.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecial">Adds the tokens that begin (and end) a text, where the model wants them.</param>
    /// <param name="parseSpecial">Reads the spelling of special tokens as those tokens.</param>
    public int[] Tokenize(string text, bool addSpecial = true, bool parseSpecial = false) =>
        Tokenize(Encoding.UTF8.GetBytes(text), addSpecial, parseSpecial);

    /// <summary>Turns UTF-8 text into token ids.</summary>
    /// <param name="utf8">The text; ill-formed bytes are allowed.</param>
    /// <param name="addSpecial">Adds the tokens that begin (and end) a text, where the model wants them.</param>
    /// <param name="parseSpecial">Reads the spelling of special tokens as those tokens.</param>
    public int[] Tokenize(ReadOnlySpan<byte> utf8, bool addSpecial = true, bool parseSpecial = false)
    {
        return Tokenizer.EncodeToIds(utf8, new EncodeOptions { AddSpecial = addSpecial, ParseSpecial = parseSpecial });
    }

    /// <summary>Continues a text, piece by piece as it is generated.</summary>
    /// <param name="prompt">The beginning; it is not part of the output.</param>
    /// <param name="options">How to choose tokens and where to end, or null for the defaults.</param>
    /// <param name="context">Sizes and threads, or null for the defaults.</param>
    /// <returns>Pieces of whole characters; together they are the text. Stop enumerating to stop generating.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the prompt is longer than the context.</exception>
    public IEnumerable<string> Generate(string prompt, GenerationOptions? options = null, ContextOptions? context = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        options ??= new GenerationOptions();
        options.Validate();
        return Stream(Tokenize(prompt), options, context);
    }

    /// <summary>Continues a text as a controller wants it. To see the text as it comes, use a <see cref="Generator"/>.</summary>
    /// <param name="prompt">The beginning; it is not part of the output.</param>
    /// <param name="controller">The controller; it stays the caller's.</param>
    /// <param name="argument">The controller's argument, often JSON.</param>
    /// <param name="options">How to choose tokens and where to end, or null for the defaults.</param>
    /// <param name="context">Sizes and threads, or null for the defaults, with room in the cache for all branches that there may be.</param>
    /// <returns>The texts, also those of branches that failed, with what was wrong.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the prompt is longer than the context.</exception>
    /// <exception cref="ControllerException">The controller cannot be used.</exception>
    public ControlledText Generate(
        string prompt, Controller controller, string argument = "", GenerationOptions? options = null, ContextOptions? context = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(controller);
        ArgumentNullException.ThrowIfNull(argument);
        options ??= new GenerationOptions();
        options = options with { Sampling = options.Sampling with { Seed = options.Sampling.Seed ?? (ulong)Random.Shared.NextInt64() } };
        context ??= new ContextOptions().WithRoomFor(controller.Limits.Sequences, Model.Hyperparameters.ContextLength);
        using Generator generator = new(this, context);
        using ControllerRequest request = controller.Start(
            Tokenizer, generator.ControlOptions(Encoding.UTF8.GetBytes(argument)) with { Seed = options.Sampling.Seed!.Value });
        GeneratedSequence first = generator.Start(Tokenize(prompt), options, request);
        try
        {
            while (generator.Step())
            {
            }
            return new ControlledText([.. first.Branches.Select(AsBranch)], request.Variables.Results);
        }
        finally
        {
            foreach (GeneratedSequence sequence in first.Branches)
                sequence.Dispose();
        }
    }

    /// <summary>Ends the mapping. Nothing made from this model may be used after this.</summary>
    public void Dispose()
    {
        Model.Dispose();
        _tables?.Dispose();
    }

    IEnumerable<string> Stream(int[] prompt, GenerationOptions options, ContextOptions? context)
    {
        using Generator generator = new(this, context);
        using GeneratedSequence sequence = generator.Start(prompt, options);
        ArrayBufferWriter<byte> text = new();
        while (generator.Step())
        {
            if (sequence.TakeText(text) == 0)
                continue;
            yield return Encoding.UTF8.GetString(text.WrittenSpan);
            text.ResetWrittenCount();
        }
        if (sequence.TakeText(text) > 0)
            yield return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    static ControlledBranch AsBranch(GeneratedSequence sequence) => new(sequence.Number, sequence.Parent, Encoding.UTF8.GetString(sequence.Text),
        sequence.Tokens.ToArray(), sequence.StopReason!.Value, sequence.Error);

    Tokenizer CreateTokenizer()
    {
        Tokenizer tokenizer = Model.Weights.Source.TryGetTensor(GgufSections.Tokenizer, out GgufTensor? section) && GgufSections.IsSection(section)
            ? Tokenizer.FromPacked(Model.Metadata, section, out _tables)
            : Tokenizer.FromGguf(Model.Metadata);
        if (tokenizer.VocabularySize > Model.Hyperparameters.VocabularySize)
        {
            throw new ModelFormatException(Model.Metadata.File, ModelFormatException.Key("tokenizer.ggml.tokens"),
                $"at most {Model.Hyperparameters.VocabularySize} tokens, the rows of the embedding matrix", $"{tokenizer.VocabularySize}",
                "vocabulary and weights belong to different models");
        }
        return tokenizer;
    }
}
