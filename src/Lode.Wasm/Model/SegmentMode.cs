namespace Lode.Wasm;

/// <summary>When a segment is copied to its memory or table.</summary>
public enum SegmentMode
{
    /// <summary>When the module is instantiated.</summary>
    Active,

    /// <summary>When the module's code says so.</summary>
    Passive,

    /// <summary>Never: the segment declares functions to which the code may make references.</summary>
    Declarative,
}
