using Lode.Wasm.Assembly;

namespace Lode.Wasm.Tests.Assembly;

/// <summary>The operands of the instructions between vector registers and memory, from the manual.</summary>
static class VexTable
{
    /// <summary>Instructions with general registers; they are tested one by one.</summary>
    public static VexCode[] WithGeneral { get; } =
    [
        VexCode.VmovdFrom, VexCode.VmovqFrom, VexCode.VmovdTo, VexCode.VmovqTo, VexCode.Vmovmskps, VexCode.Vmovmskpd, VexCode.Vpmovmskb,
        VexCode.Vcvtsi2ss, VexCode.Vcvtsi2ssq, VexCode.Vcvtsi2sd, VexCode.Vcvtsi2sdq, VexCode.Vcvttss2si, VexCode.Vcvttss2siq,
        VexCode.Vcvttsd2si, VexCode.Vcvttsd2siq, VexCode.Vpinsrb, VexCode.Vpinsrw, VexCode.Vpinsrd, VexCode.Vpinsrq, VexCode.Vpextrb,
        VexCode.Vpextrw, VexCode.VpextrwTo, VexCode.Vpextrd, VexCode.Vpextrq,
    ];

    /// <summary>Shifts by a constant.</summary>
    public static VexCode[] Shifts { get; } =
    [
        VexCode.VpsllwConstant, VexCode.VpslldConstant, VexCode.VpsllqConstant, VexCode.VpsrlwConstant, VexCode.VpsrldConstant,
        VexCode.VpsrlqConstant, VexCode.VpsrawConstant, VexCode.VpsradConstant, VexCode.VpslldqConstant, VexCode.VpsrldqConstant,
    ];

    /// <summary>The mnemonic.</summary>
    public static string Name(VexCode code)
    {
        string name = code.ToString();
        foreach (string suffix in (string[])["Store", "From", "To", "Constant"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                name = name[..^suffix.Length];
        }
        if (code is VexCode.Vcvtsi2ssq or VexCode.Vcvtsi2sdq or VexCode.Vcvttss2siq or VexCode.Vcvttsd2siq)
            name = name[..^1];
        return name.ToLowerInvariant();
    }

    /// <summary>What other instructions than those of three vectors take, and how many bytes of memory.</summary>
    public static (VexForms Forms, int Bytes) Operands(VexCode code) => code switch
    {
        VexCode.Vmovups or VexCode.Vmovaps => (VexForms.Two | VexForms.Load, 16),
        VexCode.VmovupsStore or VexCode.VmovapsStore => (VexForms.Two | VexForms.Store | VexForms.Reversed, 16),
        VexCode.Vmovss => (VexForms.Three | VexForms.Load, 4),
        VexCode.VmovssStore => (VexForms.Store, 4),
        VexCode.Vmovsd => (VexForms.Three | VexForms.Load, 8),
        VexCode.VmovsdStore => (VexForms.Store, 8),
        VexCode.Vmovlps => (VexForms.ThreeMemory, 8),
        // With a register it has the name vmovlhps.
        VexCode.Vmovhps => (VexForms.Three | VexForms.ThreeMemory, 8),
        VexCode.VmovhpsStore => (VexForms.Store, 8),
        VexCode.Vmovddup or VexCode.Vmovq => (VexForms.Two | VexForms.Load, 8),
        VexCode.Vaddss or VexCode.Vmulss or VexCode.Vsubss or VexCode.Vminss or VexCode.Vdivss or VexCode.Vmaxss or VexCode.Vsqrtss
            or VexCode.Vcvtss2sd => (VexForms.Usual, 4),
        VexCode.Vaddsd or VexCode.Vmulsd or VexCode.Vsubsd or VexCode.Vminsd or VexCode.Vdivsd or VexCode.Vmaxsd or VexCode.Vsqrtsd
            or VexCode.Vcvtsd2ss => (VexForms.Usual, 8),
        VexCode.Vucomiss => (VexForms.Two | VexForms.Load, 4),
        VexCode.Vucomisd => (VexForms.Two | VexForms.Load, 8),
        VexCode.Vroundss or VexCode.Vinsertps => (VexForms.Usual | VexForms.Immediate, 4),
        VexCode.Vroundsd => (VexForms.Usual | VexForms.Immediate, 8),
        VexCode.Vsqrtps or VexCode.Vsqrtpd or VexCode.Vcvtdq2ps or VexCode.Vcvttps2dq or VexCode.Vcvtpd2ps or VexCode.Vcvttpd2dq or VexCode.Vptest
            or VexCode.Vmovshdup or VexCode.Vpabsb or VexCode.Vpabsw or VexCode.Vpabsd => (VexForms.Two | VexForms.Load, 16),
        VexCode.Vcvtps2pd or VexCode.Vcvtdq2pd or VexCode.Vpmovsxbw or VexCode.Vpmovsxwd or VexCode.Vpmovsxdq or VexCode.Vpmovzxbw
            or VexCode.Vpmovzxwd or VexCode.Vpmovzxdq or VexCode.Vpbroadcastq => (VexForms.Two | VexForms.Load, 8),
        VexCode.Vbroadcastss or VexCode.Vpbroadcastd => (VexForms.Two | VexForms.Load, 4),
        VexCode.Vpbroadcastw => (VexForms.Two | VexForms.Load, 2),
        VexCode.Vpbroadcastb => (VexForms.Two | VexForms.Load, 1),
        VexCode.Vroundps or VexCode.Vroundpd or VexCode.Vpshufd or VexCode.Vpshuflw or VexCode.Vpshufhw =>
            (VexForms.Two | VexForms.Load | VexForms.Immediate, 16),
        VexCode.Vcmpps or VexCode.Vcmppd or VexCode.Vshufps or VexCode.Vpalignr or VexCode.Vpblendw or VexCode.Vpblendd =>
            (VexForms.Usual | VexForms.Immediate, 16),
        VexCode.Vblendvps or VexCode.Vblendvpd or VexCode.Vpblendvb => (VexForms.Usual | VexForms.Fourth, 16),
        _ => (VexForms.Usual, 16),
    };
}
