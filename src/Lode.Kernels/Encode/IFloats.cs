namespace Lode.Kernels.Encode;

/// <summary>A few binary32 numbers side by side: the quantisers are written once over it and compiled for each vector width.</summary>
/// <remarks>
/// Every operation is rounded by itself and works lane by lane, so that all widths give the same bits, the width of one (<see cref="Floats32"/>)
/// being the reference. Nothing here is fused. The minimum and maximum of zeros of both signs may be either of them.
/// </remarks>
unsafe interface IFloats<T> where T : struct, IFloats<T>
{
    /// <summary>How many numbers: 1, 4, 8 or 16.</summary>
    static abstract int Width { get; }

    static abstract T Load(float* source);

    static abstract T Create(float value);

    static abstract void Store(T values, float* target);

    /// <summary>Stores the low byte of each number, which must fit an <see cref="int"/>, cut towards zero. NaN gives 0.</summary>
    static abstract void StoreBytes(T values, byte* target);

    static abstract T operator +(T left, T right);

    static abstract T operator -(T left, T right);

    static abstract T operator *(T left, T right);

    static abstract T operator /(T left, T right);

    /// <summary>The smaller; NaN where <paramref name="right"/> is.</summary>
    static abstract T Min(T left, T right);

    static abstract T Max(T left, T right);

    /// <summary>The larger of <paramref name="largest"/>, which is not negative, and the magnitude of <paramref name="values"/>; infinity is above numbers, NaN above infinity.</summary>
    static abstract T MaxMagnitude(T largest, T values);

    /// <summary>The magnitude of the first with the sign of the second.</summary>
    static abstract T CopySign(T magnitudes, T signs);

    /// <summary><paramref name="yes"/> where <paramref name="left"/> is greater than <paramref name="right"/>, else <paramref name="no"/>.</summary>
    static abstract T WhereGreater(T left, T right, T yes, T no);

    /// <summary>The smallest lane.</summary>
    static abstract float MinAcross(T values);

    /// <summary>The largest lane.</summary>
    static abstract float MaxAcross(T values);

    /// <summary>The largest lane of magnitudes as <see cref="MaxMagnitude"/> makes them.</summary>
    static abstract float MaxMagnitudeAcross(T magnitudes);

    /// <summary>Whether magnitudes as <see cref="MaxMagnitude"/> makes them are all finite.</summary>
    static abstract bool AllFinite(T magnitudes);
}
