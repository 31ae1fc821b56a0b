namespace Lode.Wasm;

/// <summary>The types of a function's parameters and results. Two types with the same lists are equal.</summary>
public sealed class FunctionType : ExternType, IEquatable<FunctionType>
{
    internal readonly ValueKind[] ParameterKinds;
    internal readonly ValueKind[] ResultKinds;

    /// <summary>Makes a type.</summary>
    /// <param name="parameters">The types of the parameters.</param>
    /// <param name="results">The types of the results.</param>
    public FunctionType(ReadOnlySpan<ValueKind> parameters, ReadOnlySpan<ValueKind> results)
        : base(ExternKind.Function)
    {
        ParameterKinds = parameters.ToArray();
        ResultKinds = results.ToArray();
    }

    /// <summary>The types of the parameters.</summary>
    public ReadOnlySpan<ValueKind> Parameters => ParameterKinds;

    /// <summary>The types of the results.</summary>
    public ReadOnlySpan<ValueKind> Results => ResultKinds;

    /// <inheritdoc/>
    public bool Equals(FunctionType? other) =>
        ReferenceEquals(this, other) || other is not null && Parameters.SequenceEqual(other.Parameters) && Results.SequenceEqual(other.Results);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FunctionType);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(ParameterKinds.Length);
        foreach (ValueKind kind in ParameterKinds)
            hash.Add(kind);
        foreach (ValueKind kind in ResultKinds)
            hash.Add(kind);
        return hash.ToHashCode();
    }

    /// <summary>The type as the specification writes it: <c>[i32 i32] -> [i64]</c>.</summary>
    public override string ToString() => $"{ValueKinds.Names(Parameters)} -> {ValueKinds.Names(Results)}";
}
