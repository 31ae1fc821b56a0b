namespace Lode.Wasi;

/// <summary>Which rights make sense for which kind of descriptor.</summary>
static class RightsOf
{
    /// <summary>What changes a file's content or its times.</summary>
    public const Rights FileWriting = Rights.FdDataSync | Rights.FdWrite | Rights.FdAllocate | Rights.FdFilestatSetSize | Rights.FdFilestatSetTimes;

    /// <summary>What changes what a directory holds.</summary>
    public const Rights DirectoryWriting = Rights.PathCreateDirectory | Rights.PathCreateFile | Rights.PathLinkSource | Rights.PathLinkTarget
        | Rights.PathRenameSource | Rights.PathRenameTarget | Rights.PathFilestatSetSize | Rights.PathFilestatSetTimes | Rights.PathSymlink
        | Rights.PathRemoveDirectory | Rights.PathUnlinkFile;

    /// <summary>What changes anything.</summary>
    public const Rights Writing = FileWriting | DirectoryWriting;

    /// <summary>A file without a place in it, such as a terminal or a pipe.</summary>
    public const Rights Stream = Rights.FdRead | Rights.FdFdstatSetFlags | Rights.FdWrite | Rights.FdFilestatGet | Rights.PollFdReadwrite;

    /// <summary>A file with a place in it.</summary>
    public const Rights File = Stream | FileWriting | Rights.FdSeek | Rights.FdTell | Rights.FdSync | Rights.FdAdvise;

    /// <summary>A directory.</summary>
    public const Rights Directory = DirectoryWriting | Rights.FdFdstatSetFlags | Rights.FdSync | Rights.FdAdvise | Rights.PathOpen
        | Rights.FdReadDirectory | Rights.PathReadLink | Rights.PathFilestatGet | Rights.FdFilestatGet | Rights.FdFilestatSetTimes;

    /// <summary>What may be opened through a directory.</summary>
    public const Rights DirectoryInheriting = Directory | File;

    /// <summary>Opening a file for one of these means to read it.</summary>
    public const Rights NeedsReading = Rights.FdRead | Rights.FdReadDirectory;

    /// <summary>Opening a file for one of these means to write to it.</summary>
    public const Rights NeedsWriting = Rights.FdDataSync | Rights.FdWrite | Rights.FdAllocate | Rights.FdFilestatSetSize;

    public static Rights Base(FileKind kind) => kind switch
    {
        FileKind.Directory => Directory,
        FileKind.RegularFile or FileKind.BlockDevice or FileKind.CharacterDevice => File,
        _ => Stream,
    };
}
