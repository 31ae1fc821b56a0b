namespace Lode.Wasi;

/// <summary>What a guest wants of a path that it opens.</summary>
readonly record struct OpenRequest(Following Following, OpenFlags Open, DescriptorFlags Flags, Rights Rights, Rights Inheriting)
{
    public bool Has(OpenFlags flag) => (Open & flag) != 0;

    /// <summary>The flags of <c>openat</c>. What is opened is never a link, never waits and never becomes the terminal of the process.</summary>
    public int LinuxFlags
    {
        get
        {
            bool reads = (Rights & RightsOf.NeedsReading) != 0;
            bool writes = (Rights & RightsOf.NeedsWriting) != 0 && !Has(OpenFlags.Directory);
            int flags = writes ? reads ? LinuxCalls.ReadWrite : LinuxCalls.WriteOnly : LinuxCalls.ReadOnly;
            flags |= LinuxCalls.NoFollow | LinuxCalls.CloseOnExec | LinuxCalls.NoControllingTerminal | LinuxCalls.NonBlocking;
            flags |= Has(OpenFlags.Create) ? LinuxCalls.Create : 0;
            flags |= Has(OpenFlags.Directory) ? LinuxCalls.Directory : 0;
            flags |= Has(OpenFlags.Exclusive) ? LinuxCalls.Exclusive : 0;
            flags |= Has(OpenFlags.Truncate) ? LinuxCalls.Truncate : 0;
            flags |= (Flags & DescriptorFlags.Append) != 0 ? LinuxCalls.Append : 0;
            flags |= (Flags & DescriptorFlags.DataSync) != 0 ? LinuxCalls.DataSync : 0;
            flags |= (Flags & (DescriptorFlags.Sync | DescriptorFlags.ReadSync)) != 0 ? LinuxCalls.Sync : 0;
            return flags;
        }
    }
}
