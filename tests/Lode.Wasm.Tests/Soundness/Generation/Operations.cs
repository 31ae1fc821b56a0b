namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>The instructions that only compute and have no immediates, by the type of their result.</summary>
static partial class Operations
{
    const ValueKind I32 = ValueKind.Int32, I64 = ValueKind.Int64, F32 = ValueKind.Float32, F64 = ValueKind.Float64, V128 = ValueKind.V128;
    const FloatLanes None = FloatLanes.None, Single = FloatLanes.Single, Double = FloatLanes.Double;

    static readonly Dictionary<ValueKind, Operation[]> s_scalar = Group(Scalar());
    static readonly Dictionary<ValueKind, Operation[]> s_all = Group([.. Scalar(), .. Vector()]);

    /// <summary>Those that give a type; with or without those that work on vectors.</summary>
    public static IReadOnlyList<Operation> For(ValueKind kind, bool vectors) =>
        (vectors ? s_all : s_scalar).GetValueOrDefault(kind, []);

    static Dictionary<ValueKind, Operation[]> Group(IEnumerable<Operation> operations) =>
        operations.GroupBy(operation => operation.Result).ToDictionary(group => group.Key, group => group.ToArray());

    static IEnumerable<Operation> Range(
        int first, int last, ValueKind result, ValueKind[] operands, FloatLanes accepts = None, FloatLanes makes = None, bool transparent = false)
    {
        for (int code = first; code <= last; code++)
            yield return new(code, result, operands, accepts, makes, transparent);
    }

    static IEnumerable<Operation> Scalar() =>
    [
        .. Range(0x45, 0x45, I32, [I32]),
        .. Range(0x46, 0x4f, I32, [I32, I32]),
        .. Range(0x50, 0x50, I32, [I64]),
        .. Range(0x51, 0x5a, I32, [I64, I64]),
        .. Range(0x5b, 0x60, I32, [F32, F32], Single),
        .. Range(0x61, 0x66, I32, [F64, F64], Double),
        .. Range(0x67, 0x69, I32, [I32]),
        .. Range(0x6a, 0x78, I32, [I32, I32]),
        .. Range(0x79, 0x7b, I64, [I64]),
        .. Range(0x7c, 0x8a, I64, [I64, I64]),
        .. Float(0x8b, F32, Single),
        .. Float(0x99, F64, Double),
        .. Range(0xa7, 0xa7, I32, [I64]),
        .. Range(0xa8, 0xa9, I32, [F32], Single),
        .. Range(0xaa, 0xab, I32, [F64], Double),
        .. Range(0xac, 0xad, I64, [I32]),
        .. Range(0xae, 0xaf, I64, [F32], Single),
        .. Range(0xb0, 0xb1, I64, [F64], Double),
        .. Range(0xb2, 0xb3, F32, [I32]),
        .. Range(0xb4, 0xb5, F32, [I64]),
        .. Range(0xb6, 0xb6, F32, [F64], Double, Single),
        .. Range(0xb7, 0xb8, F64, [I32]),
        .. Range(0xb9, 0xba, F64, [I64]),
        .. Range(0xbb, 0xbb, F64, [F32], Single, Double),
        .. Range(0xbc, 0xbc, I32, [F32]),
        .. Range(0xbd, 0xbd, I64, [F64]),
        .. Range(0xbe, 0xbe, F32, [I32]),
        .. Range(0xbf, 0xbf, F64, [I64]),
        .. Range(0xc0, 0xc1, I32, [I32]),
        .. Range(0xc2, 0xc4, I64, [I64]),
        .. Range(0xfc00, 0xfc01, I32, [F32], Single),
        .. Range(0xfc02, 0xfc03, I32, [F64], Double),
        .. Range(0xfc04, 0xfc05, I64, [F32], Single),
        .. Range(0xfc06, 0xfc07, I64, [F64], Double),
    ];

    /// <summary>abs, neg, five that round, sqrt, add, sub, mul, div, min, max, copysign.</summary>
    static IEnumerable<Operation> Float(int first, ValueKind kind, FloatLanes lanes) =>
    [
        .. Range(first, first + 1, kind, [kind], lanes, lanes, transparent: true),
        .. Range(first + 2, first + 6, kind, [kind], lanes, lanes),
        .. Range(first + 7, first + 12, kind, [kind, kind], lanes, lanes),
        .. Range(first + 13, first + 13, kind, [kind, kind]),
    ];
}
