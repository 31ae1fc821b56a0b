using System.CommandLine;
using Lode.Cli.Help;
using Lode.Generation;

namespace Lode.Cli.Options;

/// <summary>The options that say how tokens are chosen.</summary>
sealed class SamplingSettings
{
    static readonly SamplingOptions s_defaults = new();

    readonly Option<ParsedNumber<float>?> _temperature = NumberOption.Number("--temperature", "X",
        Text($"Divides the logits; 0 takes the likeliest token each time (default: {s_defaults.Temperature})."), "of 0 or more", value => value >= 0);

    readonly Option<ParsedNumber<int>?> _topK = NumberOption.Integer("--top-k", "N",
        $"Keep the N likeliest tokens; 0 keeps all (default: {s_defaults.TopK}).", 0, int.MaxValue);

    readonly Option<ParsedNumber<float>?> _topP = NumberOption.Number("--top-p", "X",
        Text($"Keep the likeliest tokens that together have this probability; 1 keeps all (default: {s_defaults.TopP})."),
        "above 0 and up to 1", value => value is > 0 and <= 1);

    readonly Option<ParsedNumber<float>?> _minP = NumberOption.Number("--min-p", "X",
        Text($"Keep tokens with at least this share of the likeliest one's probability (default: {s_defaults.MinP})."),
        "from 0 to 1", value => value is >= 0 and <= 1);

    readonly Option<ParsedNumber<float>?> _repeat = NumberOption.Number("--repeat-penalty", "X",
        Text($"Make tokens of the window less likely by this factor; 1 changes nothing (default: {s_defaults.RepetitionPenalty})."),
        "above 0", value => value > 0);

    readonly Option<ParsedNumber<float>?> _frequency = NumberOption.Number("--frequency-penalty", "X",
        Text($"Subtract this from a logit for each time the token is in the window (default: {s_defaults.FrequencyPenalty})."), "that is finite", _ => true);

    readonly Option<ParsedNumber<float>?> _presence = NumberOption.Number("--presence-penalty", "X",
        Text($"Subtract this once from the logit of each token in the window (default: {s_defaults.PresencePenalty})."), "that is finite", _ => true);

    readonly Option<ParsedNumber<int>?> _window = NumberOption.Integer("--penalty-window", "N",
        $"How many of the last tokens the penalties look at (default: {s_defaults.PenaltyWindow}).", 0, int.MaxValue);

    readonly Option<ParsedNumber<ulong>?> _seed = NumberOption.Unsigned("--seed", "N",
        "Start of the random numbers: the same seed gives the same text (default: a fresh one, which --stats tells).");

    public OptionGroup Group =>
        new("Choosing tokens", _temperature, _topK, _topP, _minP, _repeat, _frequency, _presence, _window, _seed);

    public SamplingOptions Read(ParseResult values) => new()
    {
        Temperature = values.GetNumber(_temperature) ?? s_defaults.Temperature,
        TopK = values.GetNumber(_topK) ?? s_defaults.TopK,
        TopP = values.GetNumber(_topP) ?? s_defaults.TopP,
        MinP = values.GetNumber(_minP) ?? s_defaults.MinP,
        RepetitionPenalty = values.GetNumber(_repeat) ?? s_defaults.RepetitionPenalty,
        FrequencyPenalty = values.GetNumber(_frequency) ?? s_defaults.FrequencyPenalty,
        PresencePenalty = values.GetNumber(_presence) ?? s_defaults.PresencePenalty,
        PenaltyWindow = values.GetNumber(_window) ?? s_defaults.PenaltyWindow,
        Seed = values.GetNumber(_seed),
    };

    static string Text(FormattableString text) => FormattableString.Invariant(text);
}
