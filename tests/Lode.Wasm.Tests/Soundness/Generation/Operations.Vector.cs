namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>The vector instructions without immediates.</summary>
static partial class Operations
{
    static IEnumerable<Operation> Vector() =>
    [
        .. Two(0x0e, 0x0e),
        .. Range(0xfd0f, 0xfd11, V128, [I32]),
        .. Range(0xfd12, 0xfd12, V128, [I64]),
        .. Range(0xfd13, 0xfd13, V128, [F32], Single, Single, transparent: true),
        .. Range(0xfd14, 0xfd14, V128, [F64], Double, Double, transparent: true),
        .. Two(0x23, 0x40),
        .. Two(0x41, 0x46, Single),
        .. Two(0x47, 0x4c, Double),
        .. One(0x4d, 0x4d),
        .. Two(0x4e, 0x51),
        .. Range(0xfd52, 0xfd52, V128, [V128, V128, V128]),
        .. Test(0x53, 0x53),
        .. One(0x5e, 0x5e, Double, Single),
        .. One(0x5f, 0x5f, Single, Double),
        .. One(0x60, 0x62),
        .. Test(0x63, 0x64),
        .. Two(0x65, 0x66),
        .. One(0x67, 0x6a, Single, Single),
        .. Shift(0x6b, 0x6d),
        .. Two(0x6e, 0x73),
        .. One(0x74, 0x75, Double, Double),
        .. Two(0x76, 0x79),
        .. One(0x7a, 0x7a, Double, Double),
        .. Two(0x7b, 0x7b),
        .. One(0x7c, 0x81),
        .. Two(0x82, 0x82),
        .. Test(0x83, 0x84),
        .. Two(0x85, 0x86),
        .. One(0x87, 0x8a),
        .. Shift(0x8b, 0x8d),
        .. Two(0x8e, 0x93),
        .. One(0x94, 0x94, Double, Double),
        .. Two(0x95, 0x99),
        .. Two(0x9b, 0x9f),
        .. One(0xa0, 0xa1),
        .. Test(0xa3, 0xa4),
        .. One(0xa7, 0xaa),
        .. Shift(0xab, 0xad),
        .. Two(0xae, 0xae),
        .. Two(0xb1, 0xb1),
        .. Two(0xb5, 0xba),
        .. Two(0xbc, 0xbf),
        .. One(0xc0, 0xc1),
        .. Test(0xc3, 0xc4),
        .. One(0xc7, 0xca),
        .. Shift(0xcb, 0xcd),
        .. Two(0xce, 0xce),
        .. Two(0xd1, 0xd1),
        .. Two(0xd5, 0xdf),
        .. One(0xe0, 0xe1, Single, Single, transparent: true),
        .. One(0xe3, 0xe3, Single, Single),
        .. Two(0xe4, 0xe9, Single, Single),
        .. Two(0xea, 0xeb, Single, Single, transparent: true),
        .. One(0xec, 0xed, Double, Double, transparent: true),
        .. One(0xef, 0xef, Double, Double),
        .. Two(0xf0, 0xf5, Double, Double),
        .. Two(0xf6, 0xf7, Double, Double, transparent: true),
        .. One(0xf8, 0xf9, Single),
        .. One(0xfa, 0xfb),
        .. One(0xfc, 0xfd, Double),
        .. One(0xfe, 0xff),
    ];

    static IEnumerable<Operation> One(int first, int last, FloatLanes accepts = None, FloatLanes makes = None, bool transparent = false) =>
        Range(0xfd00 | first, 0xfd00 | last, V128, [V128], accepts, makes, transparent);

    static IEnumerable<Operation> Two(int first, int last, FloatLanes accepts = None, FloatLanes makes = None, bool transparent = false) =>
        Range(0xfd00 | first, 0xfd00 | last, V128, [V128, V128], accepts, makes, transparent);

    static IEnumerable<Operation> Shift(int first, int last) => Range(0xfd00 | first, 0xfd00 | last, V128, [V128, I32]);

    static IEnumerable<Operation> Test(int first, int last) => Range(0xfd00 | first, 0xfd00 | last, I32, [V128]);
}
