namespace Lode.Wasm.Assembly;

/// <summary>A shift or rotation, by its number in encodings.</summary>
enum ShiftOperation : byte
{
    RotateLeft = 0,
    RotateRight = 1,
    Left = 4,
    Right = 5,
    RightSigned = 7,
}
