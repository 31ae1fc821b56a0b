namespace Lode.Kernels.Panels;

/// <summary>Instruction sets that panel kernels are made for. All run everywhere; the names say where they are fast.</summary>
enum PanelPath
{
    /// <summary>128-bit vectors of any processor.</summary>
    Portable,

    /// <summary>AVX2 and FMA.</summary>
    Avx2,

    /// <summary>AVX2 and AVX-VNNI.</summary>
    AvxVnni,

    /// <summary>AVX-512BW.</summary>
    Avx512,
}
