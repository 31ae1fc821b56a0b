namespace Lode.Kernels.Panels;

/// <summary>How many activation rows a kernel multiplies at once, as a type, so that one body is compiled for each.</summary>
interface ITokenCount
{
    /// <summary>1 or 4.</summary>
    static abstract int Count { get; }
}
