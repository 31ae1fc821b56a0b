using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Lode.Control;

/// <summary>Where a published region is found: a descriptor of a process of the same user. It is a line of a file that anything may have written.</summary>
/// <param name="Process">The process.</param>
/// <param name="Started">When it started, in ticks of the system since it did: numbers of processes are used again.</param>
/// <param name="Descriptor">The number of the shared memory's file in the process.</param>
/// <param name="Inode">The number of the file itself: descriptors are used again, too.</param>
/// <param name="Length">Bytes.</param>
readonly record struct RegionEntry(int Process, ulong Started, int Descriptor, ulong Inode, long Length)
{
    internal const int MostBytes = 128;
    const string Head = "lode-region 1";

    internal byte[] Format() => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Head} {Process} {Started} {Descriptor} {Inode} {Length}\n"));

    internal static bool TryParse(ReadOnlySpan<byte> text, out RegionEntry entry)
    {
        entry = default;
        if (!text.StartsWith("lode-region 1 "u8) || text[^1] != (byte)'\n')
            return false;
        text = text[Head.Length..];
        Span<long> numbers = stackalloc long[5];
        foreach (ref long number in numbers)
        {
            if (text[0] != (byte)' ' || !Utf8Parser.TryParse(text[1..], out number, out int length) || number < 0)
                return false;
            text = text[(length + 1)..];
        }
        if (text.Length != 1 || numbers[0] is 0 or > int.MaxValue || numbers[2] > int.MaxValue || numbers[4] == 0)
            return false;
        entry = new((int)numbers[0], (ulong)numbers[1], (int)numbers[2], (ulong)numbers[3], numbers[4]);
        return true;
    }
}
