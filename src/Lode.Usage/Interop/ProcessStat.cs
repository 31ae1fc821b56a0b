using System.Buffers.Text;

namespace Lode.Usage.Interop;

/// <summary>What <c>/proc/PID/stat</c> tells beside the wait: numbers of its fields are those of <c>proc_pid_stat(5)</c>.</summary>
/// <param name="ChildFaults">Faults of the children that were waited for (11 and 13); more than 0 if there was any such child.</param>
/// <param name="Image">Where the program and its arguments lie (26, 48, 51), which tells one program from another; 0 when that is not told.</param>
readonly record struct ProcessStat(long ChildFaults, ulong Image)
{
    const int FileBytes = 1024;

    public static ProcessStat? Read(int process)
    {
        Span<byte> buffer = stackalloc byte[FileBytes];
        return Parse(ProcFile.Read(process, "stat"u8, buffer));
    }

    public static ProcessStat? Parse(ReadOnlySpan<byte> text)
    {
        int name = text.LastIndexOf((byte)')'); // the second field may hold anything, also blanks and brackets
        if (name < 0)
            return null;
        long faults = 0;
        ulong image = 0;
        int field = 2;
        ReadOnlySpan<byte> fields = text[(name + 1)..].Trim(" \n"u8);
        foreach (Range range in fields.Split((byte)' '))
        {
            field++;
            if (!Utf8Parser.TryParse(fields[range], out ulong number, out _))
                continue; // the state, a letter; a negative number
            if (field is 11 or 13)
                faults += (long)number;
            if (field is 26 or 48 or 51)
                image = image * 31 + number;
            if (field is 51 && number <= 1)
                image = 0; // the kernel writes that while the program is being loaded, and for those who may not know
        }
        return new ProcessStat(faults, image);
    }
}
