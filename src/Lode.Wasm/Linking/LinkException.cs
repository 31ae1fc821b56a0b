namespace Lode.Wasm;

/// <summary>A module could not be instantiated: an import is missing or does not fit, or a bound of the store is reached.</summary>
public sealed class LinkException : Exception
{
    internal LinkException(string rule, string detail)
        : base($"{rule}: {detail}") => Rule = rule;

    /// <summary>The rule in the words of the specification's suite: "unknown import" or "incompatible import type".</summary>
    public string Rule { get; }
}
