using System.Runtime.CompilerServices;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>Where the parameters and results of a function type lie when guest code calls guest code.</summary>
/// <remarks>
/// Integers and references take <see cref="IntegerParameters"/>, floats and vectors xmm0 to xmm7, in order; what is left lies in the
/// stack area, at the call instruction from rsp upwards, and the callee pops it. The first result is in rax or xmm0; further ones lie
/// in the result area right above the stack area, which the caller makes and the callee writes. Of 32-bit integers the upper half is
/// undefined. Callees keep <see cref="IsSaved(Register)"/> and <see cref="IsSaved(XmmRegister)"/>, everything else is the caller's to save.
/// </remarks>
sealed class CallingConvention
{
    /// <summary>Vector registers of parameters: xmm0 and up.</summary>
    public const int VectorParameters = 8;

    // An entry lives as long as its type does.
    static readonly ConditionalWeakTable<FunctionType, CallingConvention> s_known = [];

    readonly ValuePlace[] _parameters, _results;

    CallingConvention(FunctionType type)
    {
        _parameters = new ValuePlace[type.ParameterKinds.Length];
        int integers = 0, vectors = 0, bytes = 0;
        for (int i = 0; i < _parameters.Length; i++)
        {
            ValueKind kind = type.ParameterKinds[i];
            if (IsVector(kind) && vectors < VectorParameters)
                _parameters[i] = new(kind, PlaceKind.Xmm, vectors++);
            else if (!IsVector(kind) && integers < IntegerParameters.Length)
                _parameters[i] = new(kind, PlaceKind.Register, (int)IntegerParameters[integers++]);
            else
                _parameters[i] = OnStack(kind, ref bytes);
        }
        ParameterBytes = bytes;
        _results = new ValuePlace[type.ResultKinds.Length];
        bytes = 0;
        for (int i = 0; i < _results.Length; i++)
        {
            ValueKind kind = type.ResultKinds[i];
            _results[i] = i > 0 ? OnStack(kind, ref bytes) : new(kind, IsVector(kind) ? PlaceKind.Xmm : PlaceKind.Register, 0);
        }
        ResultBytes = bytes;
    }

    /// <summary>The registers of integer and reference parameters.</summary>
    public static ReadOnlySpan<Register> IntegerParameters => [Register.Rax, Register.Rcx, Register.Rdx, Register.R8, Register.R9, Register.R10];

    /// <summary>Where each parameter lies.</summary>
    public ReadOnlySpan<ValuePlace> Parameters => _parameters;

    /// <summary>Where each result lies.</summary>
    public ReadOnlySpan<ValuePlace> Results => _results;

    /// <summary>Bytes of the stack area; the callee pops it.</summary>
    public int ParameterBytes { get; }

    /// <summary>Bytes of the result area above it.</summary>
    public int ResultBytes { get; }

    /// <summary>The places of a type.</summary>
    public static CallingConvention Of(FunctionType type) => s_known.GetValue(type, static key => new(key));

    /// <summary>Whether values of a type live in vector registers.</summary>
    public static bool IsVector(ValueKind kind) => kind is ValueKind.Float32 or ValueKind.Float64 or ValueKind.V128;

    /// <summary>Whether a callee keeps a general register.</summary>
    public static bool IsSaved(Register register) => register is Register.Rbx or Register.Rsi or Register.Rdi or Register.R12
        or Register.R14 or Register.R15 or Register.Rsp or Register.Rbp;

    /// <summary>Whether a callee keeps a vector register, all 128 bits.</summary>
    public static bool IsSaved(XmmRegister register) => register >= XmmRegister.Xmm12;

    static ValuePlace OnStack(ValueKind kind, ref int bytes)
    {
        int offset = bytes;
        ValuePlace place = new(kind, PlaceKind.Stack, offset);
        bytes += place.Bytes;
        return place;
    }
}
