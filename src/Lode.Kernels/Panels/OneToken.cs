namespace Lode.Kernels.Panels;

/// <summary>A matrix times a vector: decoding.</summary>
readonly struct OneToken : ITokenCount
{
    public static int Count => 1;
}
