namespace Lode.Wasm;

/// <summary>Instructions behind the prefix 0xfc: saturating conversions, and what works on ranges of memories and tables.</summary>
enum MiscOpcode : byte
{
    I32TruncSatF32S = 0x00,
    I32TruncSatF32U = 0x01,
    I32TruncSatF64S = 0x02,
    I32TruncSatF64U = 0x03,
    I64TruncSatF32S = 0x04,
    I64TruncSatF32U = 0x05,
    I64TruncSatF64S = 0x06,
    I64TruncSatF64U = 0x07,
    MemoryInit = 0x08,
    DataDrop = 0x09,
    MemoryCopy = 0x0a,
    MemoryFill = 0x0b,
    TableInit = 0x0c,
    ElemDrop = 0x0d,
    TableCopy = 0x0e,
    TableGrow = 0x0f,
    TableSize = 0x10,
    TableFill = 0x11,
}
