namespace Lode.Wasi;

/// <summary>Whether a symbolic link in the last place of a path is followed.</summary>
enum Following
{
    /// <summary>Never: the name itself is made, renamed or removed.</summary>
    Never,

    /// <summary>Only where a slash follows it, which says that a directory is meant.</summary>
    WithSlash,

    /// <summary>Always.</summary>
    Always,
}
