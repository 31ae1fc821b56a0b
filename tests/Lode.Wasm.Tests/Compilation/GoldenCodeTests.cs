using Lode.Wasm.Compilation;
using Lode.Wasm.Tests.Assembly;

namespace Lode.Wasm.Tests.Compilation;

/// <summary>The machine code of small functions, in words, so that a change of what is emitted is seen.</summary>
public sealed class GoldenCodeTests
{
    const byte I32 = 0x7f, I64 = 0x7e, F64 = 0x7c;

    [Fact]
    public void Sums_are_addresses_and_nothing_is_saved_for_nothing() => Code(
        [0x60, 2, I32, I32, 1, I32],
        [],
        // (local.get 0) + (local.get 1) * 4 + 8
        [0x20, 0, 0x20, 1, 0x41, 2, 0x74, 0x6a, 0x41, 8, 0x6a],
        """
        0: push rbp
        1: mov rbp, rsp
        4: lea eax, [rax+rcx*4+8]
        8: pop rbp
        9: ret
        """);

    [Fact]
    public void Comparisons_and_branches_are_one() => Code(
        [0x60, 2, I32, I32, 1, I32],
        [],
        // if (0 < 1 unsigned) 7 else [0]
        [0x20, 0, 0x20, 1, 0x49, 0x04, I32, 0x41, 7, 0x05, 0x20, 0, 0x28, 2, 0, 0x0b],
        """
        0: push rbp
        1: mov rbp, rsp
        4: mov r9d, ecx
        7: mov r8d, eax
        10: cmp r8d, r9d
        13: jae +22
        15: mov eax, 7
        20: jmp +26
        22: mov eax, 4[r14+r8*1+0]
        26: pop rbp
        27: ret
        """);

    [Fact]
    public void Loops_keep_locals_in_registers() => Code(
        [0x60, 2, I32, I32, 1, I32],
        [1, 1, I32],
        // do { local2 += byte [local0]; local0++; local1--; } while (local1 != 0); local2
        [0x03, 0x40,
            0x20, 2, 0x20, 0, 0x2d, 0, 0, 0x6a, 0x21, 2,
            0x20, 0, 0x41, 1, 0x6a, 0x21, 0,
            0x20, 1, 0x41, 1, 0x6b, 0x22, 1, 0x0d, 0,
            0x0b, 0x20, 2],
        """
        0: push rbp
        1: mov rbp, rsp
        4: mov r10d, ecx
        7: mov r8d, eax
        10: xor r9d, r9d
        13: cmp rsp, 8[r15+0]
        16: jb +41
        18: movzx eax, 1[r14+r8*1+0]
        23: add r9d, eax
        26: add r8d, 1
        30: add r10d, 4294967295
        34: jne +13
        36: mov eax, r9d
        39: pop rbp
        40: ret
        41: call trap 9
        """);

    [Fact]
    public void Loads_are_operands() => Code(
        [0x60, 2, I32, I64, 1, I64],
        [],
        // local1 ^ i64 [local0 + 16]
        [0x20, 1, 0x20, 0, 0x29, 3, 16, 0x85],
        """
        0: push rbp
        1: mov rbp, rsp
        4: mov eax, eax
        6: mov rdx, rcx
        9: xor rdx, 8[r14+rax*1+16]
        14: mov rax, rdx
        17: pop rbp
        18: ret
        """);

    [Fact]
    public void Divisions_check_what_they_have_to() => Code(
        [0x60, 2, I32, I32, 1, I32],
        [],
        // local0 / local1 + local0 % 8 unsigned
        [0x20, 0, 0x20, 1, 0x6d, 0x20, 0, 0x41, 8, 0x70, 0x6a],
        """
        0: push rbp
        1: mov rbp, rsp
        4: mov r8d, eax
        7: test ecx, ecx
        9: je +35
        11: cmp ecx, 4294967295
        14: jne +22
        16: neg eax
        18: jo +40
        20: jmp +25
        22: cdq
        23: idiv ecx
        25: mov edx, r8d
        28: and edx, 7
        31: add eax, edx
        33: pop rbp
        34: ret
        35: call trap 7
        40: call trap 6
        """);

    [Fact]
    public void Minima_know_zeros_and_NaN() => Code(
        [0x60, 2, F64, F64, 1, F64],
        [],
        [0x20, 0, 0x20, 1, 0xa4],
        """
        0: push rbp
        1: mov rbp, rsp
        4: vucomisd xmm0, xmm1
        8: jne +24
        10: jp +18
        12: vorps xmm0, xmm0, xmm1
        16: jmp +28
        18: vaddsd xmm0, xmm0, xmm1
        22: jmp +28
        24: vminsd xmm0, xmm0, xmm1
        28: pop rbp
        29: ret
        """);

    [Fact]
    public void Calls_take_arguments_in_registers_and_results_there() => Code(
        [0x60, 2, I32, I64, 1, I64],
        [],
        // f(i32.wrap(local1), f(local0 - 1, local1))
        [0x20, 1, 0xa7, 0x20, 0, 0x41, 1, 0x6b, 0x20, 1, 0x10, 0, 0x10, 0],
        """
        0: push rbp
        1: mov rbp, rsp
        4: cmp rsp, 8[r15+0]
        7: jb +40
        9: sub rsp, 8
        13: mov 8[rbp-8], rcx
        17: lea edx, [rax-1]
        20: mov eax, edx
        22: call f
        27: mov rcx, rax
        30: mov eax, 4[rbp-8]
        33: call f
        38: leave
        39: ret
        40: call trap 9
        """);

    [Fact]
    public void Several_results_go_to_the_callers_area() => Code(
        [0x60, 2, I32, F64, 3, F64, I32, I64],
        [],
        [0x20, 1, 0x20, 0, 0x42, 5],
        """
        0: push rbp
        1: mov rbp, rsp
        4: sub rsp, 24
        8: vmovsd 8[rbp-8], xmm0
        13: mov 4[rbp-16], eax
        16: mov 8[rbp-24], 5
        24: mov r11, 8[rbp-24]
        28: mov 8[rbp+24], r11
        32: mov r11d, 4[rbp-16]
        36: mov 4[rbp+16], r11d
        40: vmovsd xmm0, 8[rbp-8]
        45: leave
        46: ret
        """);

    /// <summary>Compiles a function, and compares its instructions. Calls of traps name them by their number.</summary>
    static void Code(byte[] type, byte[] locals, byte[] code, string expected)
    {
        Module module = Module.FromBytes("golden", WasmBytes.WithFunction(type, locals, code));
        using CodeImage image = ModuleCompiler.Compile(module, CompilerOptions.Default);
        int start = image.FunctionOffsets[0];
        List<string> lines = [];
        foreach (Iced.Intel.Instruction instruction in Disassembly.Decode(image.Text[start..image.FunctionOffsets[1]], (ulong)start))
        {
            string text = Disassembly.Text(instruction);
            if (instruction.IsCallNear)
                text = (int)instruction.NearBranchTarget < start ? $"call trap {instruction.NearBranchTarget / 16}" : "call f";
            else if (instruction.IsJccShortOrNear || instruction.IsJmpShortOrNear)
                text = $"{text.Split(' ')[0]} +{(int)instruction.NearBranchTarget - start}";
            lines.Add($"{(int)instruction.IP - start}: {text}");
        }
        string.Join('\n', lines).ShouldBe(expected.ReplaceLineEndings("\n"));
    }
}
