namespace Lode.Kernels.Vectors;

/// <summary>Sixteen binary32 numbers side by side: row operators are written once over it and compiled for each vector width.</summary>
/// <remarks>
/// All widths give the same bits where the machine fuses multiply and add. The width of one number (<see cref="SixteenScalar"/>) is the
/// reference.
/// </remarks>
unsafe interface ISixteen<T> where T : struct, ISixteen<T>
{
    static abstract T Load(float* source);

    /// <summary>Sixteen signed bytes as numbers.</summary>
    static abstract T LoadBytes(sbyte* source);

    static abstract T Create(float value);

    static abstract void Store(T values, float* target);

    static abstract T operator +(T left, T right);

    static abstract T operator -(T left, T right);

    static abstract T operator *(T left, T right);

    static abstract T operator /(T left, T right);

    /// <summary><c>left * right + addend</c>, rounded once where the machine can, twice where it cannot.</summary>
    static abstract T MultiplyAdd(T left, T right, T addend);

    /// <summary>The smaller; <paramref name="right"/> where one is NaN.</summary>
    static abstract T Min(T left, T right);

    /// <summary>The larger; <paramref name="right"/> where one is NaN.</summary>
    static abstract T Max(T left, T right);

    static abstract T Abs(T values);

    /// <summary>The magnitude of the first, which is not negative, with the sign of the second.</summary>
    static abstract T WithSign(T magnitudes, T signs);

    /// <summary><paramref name="yes"/> where <paramref name="left"/> is less than <paramref name="right"/>, else <paramref name="no"/>.</summary>
    static abstract T WhereLess(T left, T right, T yes, T no);

    /// <summary><c>values * 2^n</c>, where <paramref name="shifted"/> is 1.5 * 2^23 + n, n from -252 to 254; rounded once.</summary>
    static abstract T Scale(T values, T shifted);

    /// <summary>Neighbours exchanged: 1, 0, 3, 2 and so on.</summary>
    static abstract T SwapPairs(T values);

    /// <summary>The sum in a fixed tree: halves, quarters, eighths, then the last pair.</summary>
    static abstract float Sum(T values);

    static abstract float MaxAcross(T values);
}
