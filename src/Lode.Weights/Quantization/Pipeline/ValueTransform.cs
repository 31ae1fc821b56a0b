namespace Lode.Weights.Quantization;

/// <summary>Changes values between decoding and encoding, such as adding one or scaling. Called by several threads at once.</summary>
/// <param name="first">The index of the first value in the tensor, rows one after the other.</param>
/// <param name="values">The values, changed in place; parts of rows, whole rows or several of them.</param>
public delegate void ValueTransform(long first, Span<float> values);
