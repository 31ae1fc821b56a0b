namespace Lode.Kernels.Panels;

/// <summary>A matrix times four rows: the weights are unpacked once for all of them.</summary>
readonly struct FourTokens : ITokenCount
{
    public static int Count => 4;
}
