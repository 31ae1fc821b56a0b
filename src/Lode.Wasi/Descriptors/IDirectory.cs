namespace Lode.Wasi;

/// <summary>A directory: what preview 1 does with paths. What a kind leaves out is not possible in it.</summary>
interface IDirectory
{
    /// <summary>Nothing in it may be changed.</summary>
    bool IsReadOnly { get; }

    /// <summary>Opens what a path leads to; rights that make no sense for it are left out. In a directory for reading only, for reading only.</summary>
    Errno Open(ReadOnlySpan<byte> path, in OpenRequest request, out Descriptor? opened);

    Errno GetStatus(ReadOnlySpan<byte> path, Following following, out FileStatus status);

    /// <summary>Hands out entries from a place on, until the taker is full or there are no more.</summary>
    Errno ReadEntries(ulong cookie, ref EntryWriter writer);

    Errno ReadLink(ReadOnlySpan<byte> path, out byte[] target)
    {
        target = [];
        return Errno.Invalid;
    }

    Errno SetTimes(ReadOnlySpan<byte> path, Following following, ReadOnlySpan<TimeSpecification> accessAndModification) => Errno.ReadOnly;

    Errno MakeDirectory(ReadOnlySpan<byte> path) => Errno.ReadOnly;

    Errno RemoveDirectory(ReadOnlySpan<byte> path) => Errno.ReadOnly;

    Errno Unlink(ReadOnlySpan<byte> path) => Errno.ReadOnly;

    Errno MakeSymbolicLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target) => Errno.ReadOnly;

    /// <param name="path">What to give another name.</param>
    /// <param name="following">Whether a link in its last place is followed.</param>
    /// <param name="other">Where the other name shall be.</param>
    /// <param name="otherPath">The other name.</param>
    Errno Link(ReadOnlySpan<byte> path, Following following, IDirectory other, ReadOnlySpan<byte> otherPath) => Errno.ReadOnly;

    /// <param name="path">What to rename.</param>
    /// <param name="other">Where it shall be.</param>
    /// <param name="otherPath">What it shall be called there.</param>
    Errno Rename(ReadOnlySpan<byte> path, IDirectory other, ReadOnlySpan<byte> otherPath) => Errno.ReadOnly;
}
