namespace Lode.Kernels.Panels;

/// <summary>Up to 256 columns of a panel, unpacked in the first-level cache: made once, multiplied with many rows of activations.</summary>
/// <remarks>
/// Of each 32 columns: codes <c>[8, 16, 4]</c> (four columns of each of 16 rows in 64 bytes), scales <c>[2, 16]</c> and addends
/// <c>[2, 16]</c>, binary32, of the first 16 columns and the second; only the first of the two where 32 columns share them.
/// </remarks>
static class PanelStrip
{
    /// <summary>Columns of a full strip: the largest block.</summary>
    internal const int Columns = 256;

    /// <summary>Bytes per 32 columns.</summary>
    internal const int BlockBytes = 768;

    /// <summary>Where the scales begin.</summary>
    internal const int Scales = 512;

    /// <summary>Where the addends begin.</summary>
    internal const int Addends = 640;

    /// <summary>Bytes of a full strip.</summary>
    internal const int Bytes = Columns / ActivationTile.Columns * BlockBytes;
}
