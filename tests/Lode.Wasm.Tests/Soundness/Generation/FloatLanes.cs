namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Which numbers in a value may be NaNs whose bits the specification leaves open.</summary>
/// <remarks>Such values go to where their bits cannot be seen, or are made the one NaN before they go anywhere else.</remarks>
enum FloatLanes
{
    None,

    /// <summary>A binary32 number, or a vector's four.</summary>
    Single,

    /// <summary>A binary64 number, or a vector's two.</summary>
    Double,
}
