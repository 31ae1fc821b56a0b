namespace Lode.Wasm;

/// <summary>A module could not be instantiated: an import is missing or does not fit, or a bound of the store is reached.</summary>
public sealed class LinkException : Exception
{
    internal const string ForkRule = "fork not possible";

    internal LinkException(string rule, string detail)
        : base($"{rule}: {detail}") => Rule = rule;

    /// <summary>The rule in the words of the specification's suite: "unknown import" or "incompatible import type"; "fork not possible" where an instance cannot be forked.</summary>
    public string Rule { get; }
}
