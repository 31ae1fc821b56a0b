using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Lode.Cli.Errors;
using Lode.Cli.Help;
using Lode.Formats;
using Lode.Weights.Quantization;

namespace Lode.Cli.Quantizing;

/// <summary>The options that say what tensors are quantised to.</summary>
sealed class QuantizeSettings
{
    static readonly string s_fileTypes = string.Join(", ", ModelFileType.All.Select(type => type.Name));
    static readonly string s_tensorTypes = string.Join(", ", Enum.GetValues<GgmlType>().Where(TensorTask.CanEncode));

    readonly Option<ModelFileType?> _type = new("--type", "-q")
    {
        HelpName = "TYPE",
        Description = $"What to quantise to: {s_fileTypes}; Q4_K and Q5_K mean the _M mixes.",
        CustomParser = result => Find(result, ModelFileType.Find(result.Tokens[^1].Value), s_fileTypes),
    };

    readonly Option<bool> _pure = new("--pure") { Description = "Give all matrices the same type, instead of more bits for sensitive ones." };

    readonly Option<string[]> _tensorTypes = new("--tensor-type")
    {
        HelpName = "PATTERN=TYPE",
        Description = "The type of the tensors whose names match a regular expression; may be given several times, the first match counts.",
        CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
    };

    readonly Option<GgmlType?> _output = TensorType("--output-type", "The type of output.weight.");
    readonly Option<GgmlType?> _embedding = TensorType("--token-embedding-type", "The type of token_embd.weight.");

    readonly Option<bool> _requantize = new("--allow-requantize")
    {
        Description = "Quantise tensors that are quantised already, which adds up the errors.",
    };

    public OptionGroup Group => new("Types", _type, _pure, _tensorTypes, _output, _embedding, _requantize);

    /// <returns>Null where no type was asked for.</returns>
    /// <exception cref="UsageException">A value makes no sense.</exception>
    public QuantizationOptions? Read(ParseResult values) => values.GetValue(_type) is not { } type ? null : new QuantizationOptions(type)
    {
        Pure = values.GetValue(_pure),
        Overrides = [.. (values.GetValue(_tensorTypes) ?? []).Select(ParseOverride)],
        OutputType = values.GetValue(_output),
        TokenEmbeddingType = values.GetValue(_embedding),
        AllowRequantize = values.GetValue(_requantize),
    };

    static TensorTypeOverride ParseOverride(string text)
    {
        int equals = text.LastIndexOf('=');
        if (equals <= 0 || FindTensorType(text[(equals + 1)..]) is not { } type)
            throw new UsageException($"--tensor-type: expected PATTERN=TYPE with one of {s_tensorTypes}, found '{text}'");
        try
        {
            // This kind of matching takes time in proportion to the name, whatever the pattern.
            return new TensorTypeOverride(new Regex(text[..equals], RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), type);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--tensor-type: '{text[..equals]}' is not a regular expression: {error.Message}");
        }
    }

    static Option<GgmlType?> TensorType(string name, string help) => new(name)
    {
        HelpName = "TYPE",
        Description = help,
        CustomParser = result => Find(result, FindTensorType(result.Tokens[^1].Value), s_tensorTypes),
    };

    static GgmlType? FindTensorType(string name) =>
        Enum.TryParse(name, ignoreCase: true, out GgmlType type) && !char.IsAsciiDigit(name[0]) && TensorTask.CanEncode(type) ? type : null;

    static T? Find<T>(ArgumentResult result, T? found, string expected)
    {
        if (found is null)
            result.AddError($"{((OptionResult)result.Parent!).Option.Name}: expected one of {expected}, found '{result.Tokens[^1].Value}'");
        return found;
    }
}
