using Lode.Wasm.Tests.Spec;

namespace Lode.Wasm.Tests.Decoding;

/// <summary>Damaged modules end in success or in the one exception type.</summary>
public sealed class DamageTests
{
    /// <summary>Values that lengths, indices and opcodes break on.</summary>
    static readonly byte[] s_nasty = [0, 1, 2, 0x0b, 0x05, 0x0e, 0x10, 0x11, 0x1c, 0x40, 0x60, 0x6f, 0x70, 0x7f, 0x80, 0xfc, 0xfd, 0xff];

    [Fact]
    public void Modules_cut_at_every_byte_are_refused_or_valid()
    {
        int refused = 0, valid = 0;
        foreach (Module module in Modules(most: 2500, perScript: 1))
        {
            for (int length = 0; length < module.Bytes.Length; length++)
            {
                if (Module.Validate(module.Bytes[..length]) is null)
                    valid++;
                else
                    refused++;
            }
        }
        refused.ShouldBeGreaterThan(30_000);
        // A cut between sections can leave a module.
        valid.ShouldBeInRange(100, refused / 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_damage_is_refused_or_valid(int seed)
    {
        Random random = new(seed);
        List<Module> modules = [.. Modules(most: 20_000, perScript: 6)];
        int refused = 0, valid = 0;
        const int Rounds = 12_000;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] damaged = Damage(modules, random);
            if (Module.Validate(damaged) is null)
                valid++;
            else
                refused++;
        }
        refused.ShouldBeGreaterThan(Rounds / 3);
        valid.ShouldBeGreaterThan(Rounds / 100);
    }

    /// <summary>A module with one to four faults, the header left alone; half of all modules only in the code of one function.</summary>
    static byte[] Damage(List<Module> modules, Random random)
    {
        Module good = modules[random.Next(modules.Count)];
        byte[] module = good.Bytes.ToArray();
        (int from, int to) = (8, module.Length);
        if (random.Next(2) == 0 && good.Bodies.Length > 0)
        {
            FunctionBody body = good.Bodies[random.Next(good.Bodies.Length)];
            (from, to) = (body.Start, body.End);
        }
        for (int hits = random.Next(1, 5); hits > 0 && module.Length > 10; hits--)
        {
            int at = random.Next(from, to);
            switch (random.Next(6))
            {
                case 0:
                    module[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    module[at] = (byte)random.Next(256);
                    break;
                case 2 or 3:
                    module[at] = s_nasty[random.Next(s_nasty.Length)];
                    break;
                case 4:
                    int length = Math.Min(random.Next(1, 16), module.Length - at);
                    module.AsSpan(random.Next(8, module.Length - length + 1), length).CopyTo(module.AsSpan(at));
                    break;
                default:
                    ReadOnlySpan<byte> other = modules[random.Next(modules.Count)].Bytes;
                    int copied = Math.Min(random.Next(1, 24), Math.Min(other.Length, module.Length - at));
                    other.Slice(random.Next(other.Length - copied + 1), copied).CopyTo(module.AsSpan(at));
                    break;
            }
        }
        return module;
    }

    static IEnumerable<Module> Modules(int most, int perScript)
    {
        foreach (SpecScript script in SpecScript.Of(null))
        {
            int taken = 0;
            foreach (SpecCommand command in script.Commands)
            {
                if (command.Type != "module" || command.IsText || taken == perScript)
                    continue;
                byte[] module = script.Read(command.File);
                if (module.Length > most || Module.Validate(module) is not null)
                    continue;
                taken++;
                yield return Module.FromBytes(command.File, module);
            }
        }
    }
}
