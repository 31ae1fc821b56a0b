using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Lode.Wasm.Assembly;

namespace Lode.Wasm.Tests.Vectors;

/// <summary>Runs pieces of machine code, and shows what they do to the registers.</summary>
sealed unsafe partial class MachineCode : IDisposable
{
    const int Bytes = 32 << 20, ReadWriteExecute = 7, PrivateAnonymous = 0x22;

    readonly byte* _pages;
    readonly Assembler _assembler = new();
    int _used;

    public MachineCode()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Avx2.X64.IsSupported, "needs Linux on a processor with AVX2");
        _pages = Map(0, Bytes, ReadWriteExecute, PrivateAnonymous, -1, 0);
        ((nint)_pages).ShouldNotBe(-1);
    }

    /// <summary>Makes a function that loads all registers, does what is emitted, and stores all registers.</summary>
    public delegate* unmanaged<ProcessorState*, void> Compile(Action<Assembler> emit)
    {
        _assembler.Truncate(0);
        _assembler.Reserve(4096);
        Register[] saved = [Register.Rbx, Register.Rbp, Register.R12, Register.R13, Register.R14, Register.R15, Register.Rdi];
        Array.ForEach(saved, _assembler.Push);
        for (XmmRegister i = 0; i <= XmmRegister.Xmm15; i++)
            _assembler.Vex(VexCode.Vmovups, i, new Address(Register.Rdi, (int)i * 16));
        for (Register i = 0; i <= Register.R15; i++)
        {
            if (i is not (Register.Rsp or Register.Rdi))
                _assembler.Load(true, i, At(Register.Rdi, i));
        }
        _assembler.Load(true, Register.Rdi, At(Register.Rdi, Register.Rdi));
        emit(_assembler);
        _assembler.Push(Register.Rax);
        _assembler.Load(true, Register.Rax, new Address(Register.Rsp, 8));
        for (XmmRegister i = 0; i <= XmmRegister.Xmm15; i++)
            _assembler.Vex(VexCode.VmovupsStore, i, new Address(Register.Rax, (int)i * 16));
        for (Register i = Register.Rcx; i <= Register.R15; i++)
        {
            if (i != Register.Rsp)
                _assembler.Store(true, At(Register.Rax, i), i);
        }
        _assembler.Pop(At(Register.Rax, Register.Rax));
        Array.Reverse(saved);
        Array.ForEach(saved, _assembler.Pop);
        _assembler.Return();
        _assembler.WriteConstants(_assembler);
        ReadOnlySpan<byte> code = _assembler.Code;
        _used = _used + 15 & ~15;
        byte* at = _pages + _used;
        _used += code.Length;
        _used.ShouldBeLessThan(Bytes);
        code.CopyTo(new Span<byte>(at, code.Length));
        return (delegate* unmanaged<ProcessorState*, void>)at;
    }

    public void Dispose()
    {
        _assembler.Dispose();
        if (_pages is not null)
            Unmap(_pages, Bytes).ShouldBe(0);
    }

    static Address At(Register state, Register register) => new(state, ProcessorState.General + (int)register * 8);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(nint address, nint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nint length);
}
