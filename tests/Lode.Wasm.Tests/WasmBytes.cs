namespace Lode.Wasm.Tests;

/// <summary>Writes small modules for tests.</summary>
sealed class WasmBytes
{
    readonly List<byte> _bytes = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];

    /// <summary>A module of one exported function "f" without parameters or results, and one memory.</summary>
    public static byte[] WithBody(params byte[] code) => WithFunction([0x60, 0, 0], [], code);

    /// <summary>A module of one exported function "f" of the type given, with locals and code (the last <c>end</c> is added).</summary>
    public static byte[] WithFunction(byte[] type, byte[] locals, byte[] code)
    {
        byte[] body = [.. locals.Length == 0 ? [0] : locals, .. code, 0x0b];
        return new WasmBytes()
            .Section(1, [1, .. type])
            .Section(3, 1, 0)
            .Section(5, 1, 0, 1)
            .Section(7, 1, 1, (byte)'f', 0, 0)
            .Section(10, [1, .. U32((uint)body.Length), .. body])
            .ToArray();
    }

    public WasmBytes Section(byte id, params byte[] content)
    {
        _bytes.AddRange([id, .. U32((uint)content.Length), .. content]);
        return this;
    }

    public WasmBytes Custom(string name, params byte[] content) => Section(0, [.. Name(name), .. content]);

    public byte[] ToArray() => [.. _bytes];

    public static byte[] Name(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return [.. U32((uint)bytes.Length), .. bytes];
    }

    public static byte[] U32(uint value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
