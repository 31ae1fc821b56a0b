using System.CommandLine;
using Lode.Cli.Checking;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Cli.Options;
using Lode.Cli.Streams;
using Lode.Cli.Tokenizing;
using Lode.Tokenizers;
using Lode.Usage;

namespace Lode.Cli.Verbs;

/// <summary><c>lode tokenize</c>: text to token ids.</summary>
sealed class TokenizeVerb : Verb
{
    public const string VerbName = "tokenize";

    readonly Argument<string[]> _files = new("FILE")
    {
        Description = "The texts; '-', as no file, is standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<bool> _lines = new("--lines") { Description = "Each line is a text of its own, and gets a line of the output." };
    readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Each line is a JSON string, and becomes a JSON array of ids." };

    readonly Option<bool?> _special = new("--special")
    {
        Description = "Read the names of special tokens in the text, such as <|eot_id|>, as those tokens; with --jsonl the default, which --special=false ends.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    readonly Option<bool> _specials = new("--specials") { Description = "Add the tokens that the model wants around a text, such as BOS." };
    readonly Option<bool> _pieces = new("--pieces") { Description = "One line per token: its id and its spelling." };

    readonly Option<string> _offsets = new("--offsets")
    {
        HelpName = "UNIT",
        Description = "One line per token: its id and where in the text it begins and ends, in bytes, utf16 or codepoints.",
    };

    readonly Option<bool> _count = new("--count") { Description = "The number of tokens only." };
    readonly Option<bool> _json = new("--json") { Description = "Print one JSON object for each text." };
    readonly Option<ParsedNumber<int>?> _threads = NumberOption.Integer("--threads", "N", "Threads to work with (default: one per processor).", 1, CheckRun.MaxThreads, "-t");

    readonly Option<string> _compile = new("--compile")
    {
        HelpName = "FILE",
        Description = "Write the tokenizer to a file that opens in a millisecond, and read no text.",
    };

    public TokenizeVerb()
        : base(VerbName)
    {
        Model.Description = TokenizerPath.Description;
        Add(_files);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Turns text of any size into token ids, one line for each text.",
        ["lode tokenize MODEL [FILE...] [options]", "lode tokenize MODEL --compile FILE"],
        [Model, _files],
        [
            new OptionGroup("Text", _lines, _jsonLines, _special, _specials),
            new OptionGroup("Output", _pieces, _offsets, _count, _json, _threads),
            new OptionGroup("Compiling", _compile),
        ],
        [
            ("echo -n \"Once upon a time\" | lode tokenize demo --pieces", "The tokens of a text and their spelling."),
            ("lode tokenize tokenizer.json corpus.txt > ids.txt", "A text of any size, in little memory."),
            ("lode tokenize model.gguf --count *.txt", "How many tokens each file has."),
            ("lode tokenize tokenizer.json --compile gpt2.lodetok", "From then on: lode tokenize gpt2.lodetok."),
            ("jq -c .text records.jsonl | lode tokenize tokenizer.json --jsonl", "An array of ids for each string."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelName(values);
        if (values.GetValue(_compile) is string target)
            return Compile(model, target, hasTexts: values.GetValue(_files) is { Length: > 0 });
        TokenizeSettings settings = Read(values);
        string[] files = values.GetValue(_files) is { Length: > 0 } given ? given : [InputSource.StandardInput];
        Tokenizer tokenizer = TokenizerPath.Open(model);
        using Interruption interruption = new();
        using OutputStream output = OutputStream.Standard();
        return new TokenizeRun(tokenizer, settings, interruption, output).Run(files);
    }

    int Compile(string model, string target, bool hasTexts)
    {
        if (hasTexts)
            throw Usage("--compile reads no text; leave out the files");
        try
        {
            Tokenizer.Compile(TokenizerPath.Find(model), target);
        }
        catch (NotSupportedException error)
        {
            throw new CommandException($"{model}: {error.Message}", error);
        }
        ErrorStream.Write($"{target}: {UsageFormat.Bytes(new FileInfo(target).Length)}\n");
        return ExitCode.Success;
    }

    TokenizeSettings Read(ParseResult values)
    {
        bool jsonLines = values.GetValue(_jsonLines);
        bool lines = values.GetValue(_lines);
        OffsetUnit? offsets = values.GetValue(_offsets) switch
        {
            null => null,
            "bytes" => OffsetUnit.Utf8,
            "utf16" => OffsetUnit.Utf16,
            "codepoints" => OffsetUnit.CodePoint,
            string other => throw Usage($"--offsets: expected bytes, utf16 or codepoints, found '{other}'"),
        };
        bool details = offsets is not null || values.GetValue(_pieces);
        if (jsonLines && (lines || details || values.GetValue(_json)))
            throw Usage("--jsonl prints arrays of ids; leave out --lines, --pieces, --offsets and --json");
        if (values.GetValue(_count) && details)
            throw Usage("--count prints numbers of tokens; leave out --pieces and --offsets");
        bool special = values.GetResult(_special) is null ? jsonLines : values.GetValue(_special) ?? true;
        return new TokenizeSettings(
            new EncodeOptions(AddSpecial: values.GetValue(_specials), ParseSpecial: special),
            jsonLines ? InputKind.JsonLines : lines ? InputKind.Lines : InputKind.Whole)
        {
            Pieces = values.GetValue(_pieces),
            Offsets = offsets,
            Count = values.GetValue(_count),
            Json = values.GetValue(_json),
            Threads = values.GetNumber(_threads) ?? Math.Min(Environment.ProcessorCount, CheckRun.MaxThreads),
        };
    }
}
