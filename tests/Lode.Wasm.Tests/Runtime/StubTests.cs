using System.Runtime.Intrinsics;
using Lode.Wasm.Assembly;
using Lode.Wasm.Compilation;
using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>The code between host and guests, with guests written by hand.</summary>
public sealed class StubTests
{
    [Theory]
    [InlineData("")]
    [InlineData("i")]
    [InlineData("ilfd")]
    [InlineData("v")]
    [InlineData("iiiiiiiii")]
    [InlineData("fdfdfdfdfdfd")]
    [InlineData("iviviviviviviviviviv")]
    [InlineData("lllllllvvvvvvvvvvvdddiiiifffflv")]
    public void Values_come_back_from_a_guest_as_they_went(string kinds)
    {
        FunctionType type = GuestBuilder.Type(kinds, kinds);
        GuestBuilder builder = new();
        builder.Function("f", kinds, kinds, [0x00]);
        using Engine engine = new();
        using CompiledModule module = HandWritten.Make(engine, builder, code => HandWritten.Echo(code, type));
        using Store store = new(engine);
        Func function = new Linker(engine).Instantiate(store, module).GetFunction("f")!;
        Value[] arguments = Arguments(kinds), results = new Value[kinds.Length];
        function.Invoke(arguments, results);
        results.ShouldBe(arguments);
    }

    [Theory]
    [InlineData("")]
    [InlineData("i")]
    [InlineData("ilfd")]
    [InlineData("v")]
    [InlineData("iiiiiiiii")]
    [InlineData("fdfdfdfdfdfd")]
    [InlineData("iviviviviviviviviviv")]
    [InlineData("lllllllvvvvvvvvvvvdddiiiifffflv")]
    public void Values_come_back_from_the_host_through_two_instances_as_they_went(string kinds)
    {
        FunctionType type = GuestBuilder.Type(kinds, kinds);
        using Engine engine = new();
        using Store store = new(engine);
        Linker linker = new(engine);
        Value[]? seen = null;
        linker.DefineFunction("host", "f", type, (caller, arguments, results) =>
        {
            seen = arguments.ToArray();
            arguments.CopyTo(results);
        });

        GuestBuilder inner = new();
        inner.ImportFunction("host", "f", kinds, kinds);
        inner.Function("f", kinds, kinds, [0x00]);
        using CompiledModule innerModule = HandWritten.Make(engine, inner, code => Forward(code, type));
        linker.Define("inner", linker.Instantiate(store, innerModule));

        GuestBuilder outer = new();
        outer.ImportFunction("inner", "f", kinds, kinds);
        outer.Function("f", kinds, kinds, [0x00]);
        using CompiledModule outerModule = HandWritten.Make(engine, outer, code => Forward(code, type));
        Func function = linker.Instantiate(store, outerModule).GetFunction("f")!;

        Value[] given = Arguments(kinds), found = new Value[kinds.Length];
        for (int i = 0; i < 3; i++)
        {
            seen = null;
            function.Invoke(given, found);
            seen.ShouldBe(given);
            found.ShouldBe(given);
        }
    }

    /// <summary>Everything a callee must keep is filled, the host called, and compared afterwards.</summary>
    [Fact]
    public void Registers_that_callees_keep_survive_calls_of_the_host()
    {
        using Engine engine = new();
        using Store store = new(engine);
        Linker linker = new(engine);
        linker.DefineFunction("host", "f", (Caller caller, long x) =>
        {
            _ = Math.Sin(x) + string.Concat("a", x).Length;
            GC.Collect();
            return Vector128.Sum(Vector128.Create((float)x));
        });
        GuestBuilder builder = new();
        builder.ImportFunction("host", "f", "l", "f");
        builder.Function("f", "l", "l", [0x00]);
        Register[] kept = [Register.Rbx, Register.Rsi, Register.Rdi, Register.R12];
        ContextLayout layout = ContextLayout.Of(Module.FromBytes("m", builder.ToArray()));
        using CompiledModule module = HandWritten.Make(engine, builder, code =>
        {
            foreach (Register register in kept)
                code.Push(register);
            for (int i = 0; i < kept.Length; i++)
                code.MoveImmediate64(kept[i], 0x1111_1111_1111_1111 * (i + 1));
            for (int i = 12; i < 16; i++)
                code.Vex(VexCode.VmovqFrom, (XmmRegister)i, Register.Rbx);
            code.Load(true, Register.R11, new(Register.R15, layout.FunctionImport(0)));
            code.Call(new Address(Register.R11, FunctionReferenceLayout.Entry));
            // The sum of all differences must be 0.
            code.Zero(Register.Rax);
            for (int i = 0; i < kept.Length; i++)
            {
                code.MoveImmediate64(Register.Rcx, 0x1111_1111_1111_1111 * (i + 1));
                code.Alu(AluOperation.Xor, true, Register.Rcx, kept[i]);
                code.Alu(AluOperation.Or, true, Register.Rax, Register.Rcx);
            }
            for (int i = 12; i < 16; i++)
            {
                code.Vex(VexCode.VmovqTo, (XmmRegister)i, Register.Rcx);
                code.Alu(AluOperation.Xor, true, Register.Rcx, Register.Rbx);
                code.Alu(AluOperation.Or, true, Register.Rax, Register.Rcx);
            }
            for (int i = kept.Length - 1; i >= 0; i--)
                code.Pop(kept[i]);
            code.Leave(0);
        });
        Func<long, long> function = linker.Instantiate(store, module).GetFunction<long, long>("f");
        function(7).ShouldBe(0);
    }

    [Fact]
    public void Layouts_of_structures_are_those_that_code_uses()
    {
        unsafe
        {
            ContextState context;
            ((long)&context.Memory - (long)&context).ShouldBe(ContextLayout.Memory);
            ((long)&context.Instance - (long)&context).ShouldBe(ContextLayout.Instance);
            ((long)&context.Self - (long)&context).ShouldBe(48);
            StoreState store;
            ((long)&store.Fuel - (long)&store).ShouldBe(StoreLayout.Fuel);
            ((long)&store.TrapFrames - (long)&store).ShouldBe(StoreLayout.TrapFrames);
            ((long)&store.BuiltinTrap - (long)&store).ShouldBe(StoreOffsets.BuiltinTrap);
            ((long)&store.Signal - (long)&store).ShouldBe(StoreOffsets.Signal);
            ((long)&store.SignalCode - (long)&store).ShouldBe(StoreOffsets.SignalCode);
            FunctionReference reference;
            ((long)&reference.Host - (long)&reference).ShouldBe(FunctionReferenceLayout.Host);
            ((long)&reference.ResultBytes - (long)&reference).ShouldBe(FunctionReferenceLayout.ResultBytes);
            sizeof(FunctionReference).ShouldBe(FunctionReferenceLayout.Size);
            MemoryState memory;
            ((long)&memory.Length - (long)&memory).ShouldBe(MemoryLayout.Length);
            TableState table;
            ((long)&table.Count - (long)&table).ShouldBe(TableLayout.Count);
        }
    }

    /// <summary>Calls the first import with the function's own parameters, and returns its results.</summary>
    static void Forward(Assembler code, FunctionType type)
    {
        CallingConvention convention = CallingConvention.Of(type);
        int parameters = convention.ParameterBytes, results = convention.ResultBytes;
        if (parameters + results > 0)
            code.Alu(AluOperation.Subtract, true, Register.Rsp, parameters + results);
        for (int i = 0; i < parameters; i += 8)
        {
            code.Load(true, Register.R13, new(Register.Rbp, 16 + i));
            code.Store(true, new(Register.Rsp, i), Register.R13);
        }
        // Without globals the imports of functions come right behind the header.
        code.Load(true, Register.R11, new(Register.R15, 64));
        code.Call(new Address(Register.R11, FunctionReferenceLayout.Entry));
        for (int i = 0; i < results; i += 8)
        {
            code.Load(true, Register.R13, new(Register.Rsp, i));
            code.Store(true, new(Register.Rbp, 16 + parameters + i), Register.R13);
        }
        code.Leave(parameters);
    }

    static Value[] Arguments(string kinds)
    {
        Random random = new(kinds.Length);
        return [.. GuestBuilder.Kinds(kinds).Select(kind => kind switch
        {
            ValueKind.Int32 => Value.From(random.Next(int.MinValue, int.MaxValue)),
            ValueKind.Int64 => Value.From(random.NextInt64(long.MinValue, long.MaxValue)),
            ValueKind.Float32 => Value.From(random.NextSingle()),
            ValueKind.Float64 => Value.From(random.NextDouble()),
            _ => Value.From(Vector128.Create(random.NextInt64(), random.NextInt64()).AsByte()),
        })];
    }
}
