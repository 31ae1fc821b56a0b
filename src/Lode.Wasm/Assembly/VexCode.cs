namespace Lode.Wasm.Assembly;

/// <summary>Instructions on vector registers, in their VEX encoding.</summary>
/// <remarks>
/// Bits 0 to 7 are the opcode, 8 to 11 the opcode map (1: 0f, 2: 0f 38, 3: 0f 3a), 12 and 13 the mandatory prefix (0: none, 1: 66, 2: f3, 3: f2),
/// bit 14 is W, 16 to 18 are what shifts by a constant have in the place of a register. Names are the manual's.
/// </remarks>
enum VexCode
{
    // Moves.
    Vmovups = 0x0110,
    VmovupsStore = 0x0111,
    Vmovss = 0x2110,
    VmovssStore = 0x2111,
    Vmovsd = 0x3110,
    VmovsdStore = 0x3111,
    Vmovaps = 0x0128,
    VmovapsStore = 0x0129,

    /// <summary>From a general register or memory: 32 bits; <see cref="VmovqFrom"/>: 64.</summary>
    VmovdFrom = 0x116e,
    VmovqFrom = 0x516e,

    /// <summary>To a general register or memory: 32 bits; <see cref="VmovqTo"/>: 64.</summary>
    VmovdTo = 0x117e,
    VmovqTo = 0x517e,

    /// <summary>The lower half alone.</summary>
    Vmovq = 0x217e,

    /// <summary>With memory: 64 bits into the lower half; the upper half comes from the first operand.</summary>
    Vmovlps = 0x0112,

    /// <summary>With memory (<c>vmovhps</c>) or a register (<c>vmovlhps</c>): 64 bits into the upper half; the lower half comes from the first operand.</summary>
    Vmovhps = 0x0116,
    VmovhpsStore = 0x0117,
    Vmovddup = 0x3112,
    Vmovshdup = 0x2116,
    Vmovmskps = 0x0150,
    Vmovmskpd = 0x1150,
    Vpmovmskb = 0x11d7,

    // Scalar floats.
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

    // Vectors of floats.
    Vaddps = 0x0158,
    Vaddpd = 0x1158,
    Vmulps = 0x0159,
    Vmulpd = 0x1159,
    Vsubps = 0x015c,
    Vsubpd = 0x115c,
    Vminps = 0x015d,
    Vminpd = 0x115d,
    Vdivps = 0x015e,
    Vdivpd = 0x115e,
    Vmaxps = 0x015f,
    Vmaxpd = 0x115f,
    Vsqrtps = 0x0151,
    Vsqrtpd = 0x1151,

    /// <summary>With an immediate as of <see cref="Vroundss"/>.</summary>
    Vroundps = 0x1308,
    Vroundpd = 0x1309,

    /// <summary>With the predicate as an immediate.</summary>
    Vcmpps = 0x01c2,
    Vcmppd = 0x11c2,
    Vcvtdq2ps = 0x015b,
    Vcvttps2dq = 0x215b,
    Vcvtps2pd = 0x015a,
    Vcvtpd2ps = 0x115a,
    Vcvtdq2pd = 0x21e6,
    Vcvttpd2dq = 0x11e6,

    // Bits.
    Vandps = 0x0154,
    Vandnps = 0x0155,
    Vorps = 0x0156,
    Vxorps = 0x0157,
    Vandpd = 0x1154,
    Vxorpd = 0x1157,
    Vpand = 0x11db,
    Vpandn = 0x11df,
    Vpor = 0x11eb,
    Vpxor = 0x11ef,
    Vptest = 0x1217,

    /// <summary>Choose by the sign bits of a fourth register, given in the upper half of an immediate.</summary>
    Vblendvps = 0x134a,
    Vblendvpd = 0x134b,
    Vpblendvb = 0x134c,

    // Shuffles; those with an immediate are marked.
    Vshufps = 0x01c6, // immediate
    Vunpcklps = 0x0114,
    Vunpckhpd = 0x1115,
    Vinsertps = 0x1321, // immediate
    Vbroadcastss = 0x1218,
    Vpbroadcastb = 0x1278,
    Vpbroadcastw = 0x1279,
    Vpbroadcastd = 0x1258,
    Vpbroadcastq = 0x1259,
    Vpshufb = 0x1200,
    Vpshufd = 0x1170, // immediate
    Vpshuflw = 0x3170, // immediate
    Vpshufhw = 0x2170, // immediate
    Vpalignr = 0x130f, // immediate
    Vpblendw = 0x130e, // immediate
    Vpblendd = 0x1302, // immediate
    Vpunpcklbw = 0x1160,
    Vpunpcklwd = 0x1161,
    Vpunpckldq = 0x1162,
    Vpunpcklqdq = 0x116c,
    Vpunpckhbw = 0x1168,
    Vpunpckhwd = 0x1169,
    Vpunpckhdq = 0x116a,
    Vpunpckhqdq = 0x116d,
    Vpacksswb = 0x1163,
    Vpackuswb = 0x1167,
    Vpackssdw = 0x116b,
    Vpackusdw = 0x122b,

    /// <summary>Lanes between vectors and general registers or memory, with the lane as an immediate.</summary>
    Vpinsrb = 0x1320,
    Vpinsrw = 0x11c4,
    Vpinsrd = 0x1322,
    Vpinsrq = 0x5322,
    Vpextrb = 0x1314,
    Vpextrw = 0x1315,

    /// <summary><c>vpextrw</c> to a general register only, which is in the encoding's reg field: shorter.</summary>
    VpextrwTo = 0x11c5,
    Vpextrd = 0x1316,
    Vpextrq = 0x5316,

    // Vectors of integers.
    Vpmovsxbw = 0x1220,
    Vpmovsxwd = 0x1223,
    Vpmovsxdq = 0x1225,
    Vpmovzxbw = 0x1230,
    Vpmovzxwd = 0x1233,
    Vpmovzxdq = 0x1235,
    Vpabsb = 0x121c,
    Vpabsw = 0x121d,
    Vpabsd = 0x121e,
    Vpaddb = 0x11fc,
    Vpaddw = 0x11fd,
    Vpaddd = 0x11fe,
    Vpaddq = 0x11d4,
    Vpaddsb = 0x11ec,
    Vpaddsw = 0x11ed,
    Vpaddusb = 0x11dc,
    Vpaddusw = 0x11dd,
    Vpsubb = 0x11f8,
    Vpsubw = 0x11f9,
    Vpsubd = 0x11fa,
    Vpsubq = 0x11fb,
    Vpsubsb = 0x11e8,
    Vpsubsw = 0x11e9,
    Vpsubusb = 0x11d8,
    Vpsubusw = 0x11d9,
    Vpavgb = 0x11e0,
    Vpavgw = 0x11e3,
    Vpmullw = 0x11d5,
    Vpmulhw = 0x11e5,
    Vpmulhuw = 0x11e4,
    Vpmulhrsw = 0x120b,
    Vpmulld = 0x1240,
    Vpmuldq = 0x1228,
    Vpmuludq = 0x11f4,
    Vpmaddwd = 0x11f5,
    Vpmaddubsw = 0x1204,
    Vpminsb = 0x1238,
    Vpminsw = 0x11ea,
    Vpminsd = 0x1239,
    Vpminub = 0x11da,
    Vpminuw = 0x123a,
    Vpminud = 0x123b,
    Vpmaxsb = 0x123c,
    Vpmaxsw = 0x11ee,
    Vpmaxsd = 0x123d,
    Vpmaxub = 0x11de,
    Vpmaxuw = 0x123e,
    Vpmaxud = 0x123f,
    Vpcmpeqb = 0x1174,
    Vpcmpeqw = 0x1175,
    Vpcmpeqd = 0x1176,
    Vpcmpeqq = 0x1229,
    Vpcmpgtb = 0x1164,
    Vpcmpgtw = 0x1165,
    Vpcmpgtd = 0x1166,
    Vpcmpgtq = 0x1237,

    // Shifts by the low 64 bits of a vector.
    Vpsllw = 0x11f1,
    Vpslld = 0x11f2,
    Vpsllq = 0x11f3,
    Vpsrlw = 0x11d1,
    Vpsrld = 0x11d2,
    Vpsrlq = 0x11d3,
    Vpsraw = 0x11e1,
    Vpsrad = 0x11e2,

    // Shifts by a constant; the last two shift the whole vector by bytes.
    VpsllwConstant = 0x61171,
    VpslldConstant = 0x61172,
    VpsllqConstant = 0x61173,
    VpsrlwConstant = 0x21171,
    VpsrldConstant = 0x21172,
    VpsrlqConstant = 0x21173,
    VpsrawConstant = 0x41171,
    VpsradConstant = 0x41172,
    VpslldqConstant = 0x71173,
    VpsrldqConstant = 0x31173,
}
