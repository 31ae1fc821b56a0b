using System.CommandLine;
using System.Globalization;
using Lode.Cli.Help;
using Lode.Cli.Streams;
using Lode.Cli.Tokenizing;
using Lode.Tokenizers;

namespace Lode.Cli.Verbs;

/// <summary><c>lode detokenize</c>: token ids to text.</summary>
sealed class DetokenizeVerb : Verb
{
    public const string VerbName = "detokenize";

    readonly Argument<string[]> _ids = new("IDS")
    {
        Description = "The ids, such as 1 2 3 or 1,2,3; or one file of them, where '-', as nothing, is standard input. A file named like a number is ./1.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    readonly Option<bool> _special = new("--special") { Description = "Spell special tokens out; otherwise they are left out." };
    readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Each line of the file is a JSON array of ids, and becomes a JSON string." };

    public DetokenizeVerb()
        : base(VerbName)
    {
        Model.Description = TokenizerPath.Description;
        Add(_ids);
        Add(Page.Groups);
    }

    public override HelpPage Page => new(
        "Turns token ids into text as they come, never cutting a character.",
        ["lode detokenize MODEL [IDS...] [options]", "lode detokenize MODEL FILE [options]"],
        [Model, _ids],
        [new OptionGroup("Options", _special, _jsonLines)],
        [
            ("lode detokenize model.gguf 1 15043 3186", "The text of three tokens."),
            ("lode tokenize tokenizer.json a.txt | lode detokenize tokenizer.json", "There and back."),
            ("lode detokenize tokenizer.json --jsonl ids.jsonl", "A JSON string for each array."),
        ]);

    protected override int Execute(ParseResult values)
    {
        string model = ModelName(values);
        string[] arguments = values.GetValue(_ids) ?? [];
        bool jsonLines = values.GetValue(_jsonLines);
        string[] numbers = [.. arguments.SelectMany(argument => argument.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries))];
        bool areIds = arguments.Length > 0 && numbers.All(number => number.All(char.IsAsciiDigit));
        if (areIds && jsonLines)
            throw Usage("--jsonl reads a file of arrays; leave out the ids");
        if (!areIds && arguments.Length > 1)
            throw Usage($"expected ids or one file, found '{numbers.FirstOrDefault(number => !number.All(char.IsAsciiDigit))}' among {arguments.Length} arguments");
        Tokenizer tokenizer = TokenizerPath.Open(model);
        int[] ids = areIds ? [.. numbers.Select(number => Parse(number, tokenizer.VocabularySize))] : [];

        using Interruption interruption = new();
        using OutputStream output = OutputStream.Standard();
        DetokenizeRun run = new(tokenizer, values.GetValue(_special), interruption, output);
        if (areIds)
            return Ended(run.Run(ids), output);
        using InputSource input = InputSource.Open(arguments.Length == 0 ? InputSource.StandardInput : arguments[0]);
        return jsonLines ? run.RunJsonLines(input) : Ended(run.RunStream(input), output);
    }

    int Parse(string number, int vocabularySize) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < vocabularySize
            ? id : throw Usage($"expected ids from 0 to {vocabularySize - 1}, found {number}");

    // The text as it is; only a terminal is left at the start of a line.
    static int Ended(int code, OutputStream output)
    {
        if (!Console.IsOutputRedirected && output.Last is not ((byte)'\n' or 0))
            output.Write("\n"u8);
        return code;
    }
}
