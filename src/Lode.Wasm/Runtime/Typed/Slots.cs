using System.Runtime.InteropServices;

namespace Lode.Wasm.Runtime;

/// <summary>Room on the stack for the slots of a typed call: nine parameters, or three results. It is not cleared.</summary>
[StructLayout(LayoutKind.Sequential, Size = 9 * 16)]
struct Slots
{
    public Value First;
}
