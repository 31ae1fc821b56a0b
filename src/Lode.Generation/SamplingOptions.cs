namespace Lode.Generation;

/// <summary>How the next token is chosen from the logits.</summary>
/// <remarks>
/// The chain runs in this order: penalties, top-k, top-p, min-p, temperature, draw. Names, meanings and defaults are those of llama.cpp,
/// whose users know them.
/// </remarks>
public sealed record SamplingOptions
{
    /// <summary>Divides the logits before the draw; 0 or more. 0 takes the likeliest token each time.</summary>
    public float Temperature { get; init; } = 0.8f;

    /// <summary>Keeps the k likeliest tokens; 0 keeps all.</summary>
    public int TopK { get; init; } = 40;

    /// <summary>Keeps the likeliest tokens that together have at least this probability; above 0, up to 1, which keeps all.</summary>
    public float TopP { get; init; } = 0.95f;

    /// <summary>Keeps the tokens with at least this share of the likeliest one's probability; 0 to 1, 0 keeps all.</summary>
    public float MinP { get; init; } = 0.05f;

    /// <summary>Divides positive and multiplies negative logits of tokens in the window; above 0, 1 changes nothing.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted from a logit for each time the token is in the window.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Subtracted once from the logit of each token in the window.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>How many of the last tokens, the prompt's included, the penalties look at; 0 or more.</summary>
    public int PenaltyWindow { get; init; } = 64;

    /// <summary>Start of the random numbers: the same seed gives the same text on the same machine. Null takes a fresh one.</summary>
    public ulong? Seed { get; init; }

    internal bool HasPenalties => PenaltyWindow > 0 && (RepetitionPenalty != 1 || FrequencyPenalty != 0 || PresencePenalty != 0);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(Temperature >= 0 && float.IsFinite(Temperature), nameof(Temperature), Temperature, "0 or more");
        Require(TopK >= 0, nameof(TopK), TopK, "0 or more");
        Require(TopP is > 0 and <= 1, nameof(TopP), TopP, "above 0 and up to 1");
        Require(MinP is >= 0 and <= 1, nameof(MinP), MinP, "from 0 to 1");
        Require(RepetitionPenalty > 0 && float.IsFinite(RepetitionPenalty), nameof(RepetitionPenalty), RepetitionPenalty, "above 0");
        Require(float.IsFinite(FrequencyPenalty), nameof(FrequencyPenalty), FrequencyPenalty, "a finite number");
        Require(float.IsFinite(PresencePenalty), nameof(PresencePenalty), PresencePenalty, "a finite number");
        Require(PenaltyWindow >= 0, nameof(PenaltyWindow), PenaltyWindow, "0 or more");
    }

    static void Require(bool condition, string name, object value, string range)
    {
        if (!condition)
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {range}");
    }
}
