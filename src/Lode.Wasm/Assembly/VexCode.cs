namespace Lode.Wasm.Assembly;

/// <summary>Instructions on vector registers, in their VEX encoding.</summary>
/// <remarks>
/// Bits 0 to 7 are the opcode, 8 to 11 the opcode map (1: 0f, 2: 0f 38, 3: 0f 3a), 12 and 13 the mandatory prefix (0: none, 1: 66, 2: f3, 3: f2),
/// bit 14 is W. Names are the manual's.
/// </remarks>
enum VexCode
{
    Vmovups = 0x0110,
    VmovupsStore = 0x0111,
    Vmovss = 0x2110,
    VmovssStore = 0x2111,
    Vmovsd = 0x3110,
    VmovsdStore = 0x3111,
    Vmovaps = 0x0128,

    /// <summary>From a general register or memory: 32 bits; <see cref="VmovqFrom"/>: 64.</summary>
    VmovdFrom = 0x116e,
    VmovqFrom = 0x516e,

    /// <summary>To a general register or memory: 32 bits; <see cref="VmovqTo"/>: 64.</summary>
    VmovdTo = 0x117e,
    VmovqTo = 0x517e,

    Vaddss = 0x2158,
    Vaddsd = 0x3158,
    Vmulss = 0x2159,
    Vmulsd = 0x3159,
    Vsubss = 0x215c,
    Vsubsd = 0x315c,
    Vminss = 0x215d,
    Vminsd = 0x315d,
    Vdivss = 0x215e,
    Vdivsd = 0x315e,
    Vmaxss = 0x215f,
    Vmaxsd = 0x315f,
    Vsqrtss = 0x2151,
    Vsqrtsd = 0x3151,
    Vucomiss = 0x012e,
    Vucomisd = 0x112e,
    Vcvtss2sd = 0x215a,
    Vcvtsd2ss = 0x315a,

    /// <summary>From 32-bit integers; with W (<c>…q</c>) from 64-bit ones.</summary>
    Vcvtsi2ss = 0x212a,
    Vcvtsi2ssq = 0x612a,
    Vcvtsi2sd = 0x312a,
    Vcvtsi2sdq = 0x712a,

    /// <summary>To 32-bit integers; with W (<c>…q</c>) to 64-bit ones.</summary>
    Vcvttss2si = 0x212c,
    Vcvttss2siq = 0x612c,
    Vcvttsd2si = 0x312c,
    Vcvttsd2siq = 0x712c,

    /// <summary>With an immediate: 0 nearest even, 1 down, 2 up, 3 toward zero, each with 8 for no exception.</summary>
    Vroundss = 0x130a,
    Vroundsd = 0x130b,

    Vandps = 0x0154,
    Vandnps = 0x0155,
    Vorps = 0x0156,
    Vxorps = 0x0157,
    Vandpd = 0x1154,
    Vxorpd = 0x1157,
}
