namespace Lode.Packing.Tests;

/// <summary>Damages files.</summary>
static class PackedFile
{
    /// <summary>Changes a byte.</summary>
    public static void Flip(string path, long offset, byte change = 0x41)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ change));
    }
}
