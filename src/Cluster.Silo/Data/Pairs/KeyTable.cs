using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Cluster.Silo.Data.Pairs;

/// <summary>
/// A hash table from byte keys to 64-bit values: open addressing with linear probing over 32-byte slots, the keys' bytes in one arena.
/// A look-up of a key of up to eight bytes touches one cache line. For one thread at a time.
/// </summary>
internal sealed class KeyTable
{
    private const int SmallestCapacity = 1024;
    private Slot[] _slots;
    private byte[] _arena = new byte[16 * 1024];
    private int _arenaUsed;

    public KeyTable(int capacity = SmallestCapacity) =>
        _slots = new Slot[Math.Max(SmallestCapacity, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity))];

    public int Count { get; private set; }

    /// <summary>The memory that the entries take, in bytes.</summary>
    public long Bytes => ((long)Count * 2 * Unsafe.SizeOf<Slot>()) + _arenaUsed;

    /// <summary>The number of slots; <see cref="At"/> takes a number below it.</summary>
    public int Capacity => _slots.Length;

    /// <summary>The value of a key, 0 when it was <paramref name="added"/> by this call. The reference is valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long GetOrAdd(in Key key, out bool added)
    {
        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        var mask = (uint)_slots.Length - 1;
        var length = key.Bytes.Length;
        for (var i = key.Hash & mask; ; i = (i + 1) & mask)
        {
            ref var slot = ref Unsafe.Add(ref slots, i);
            if (slot.Hash == key.Hash && slot.LengthPlusOne == length + 1 && slot.Prefix == key.Prefix
                && (length <= sizeof(ulong) || SameTail(slot, key.Bytes)))
            {
                added = false;
                return ref slot.Value;
            }

            if (slot.LengthPlusOne == 0)
            {
                added = true;
                return ref Add(i, key);
            }
        }
    }

    /// <summary>Tells the processor that the slot of a hash will be looked at soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(uint hash)
    {
        if (Sse.IsSupported)
        {
            // The array may move meanwhile: a prefetch of a stale address does nothing.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), hash & ((uint)_slots.Length - 1))));
        }
    }

    public bool Contains(in Key key)
    {
        var mask = (uint)_slots.Length - 1;
        for (var i = key.Hash & mask; ; i = (i + 1) & mask)
        {
            ref readonly var slot = ref _slots[i];
            if (slot.LengthPlusOne == 0)
            {
                return false;
            }

            if (slot.Hash == key.Hash && BytesOf(slot).SequenceEqual(key.Bytes))
            {
                return true;
            }
        }
    }

    /// <summary>The entry in a slot, or false when the slot is free. The key's bytes are valid until the next change.</summary>
    public bool At(int index, out Entry entry)
    {
        ref readonly var slot = ref _slots[index];
        if (slot.LengthPlusOne == 0)
        {
            entry = default;
            return false;
        }

        entry = new Entry(BytesOf(slot), slot.Hash, slot.Prefix, slot.Value);
        return true;
    }

    /// <summary>Forgets all entries and keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _arenaUsed = 0;
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref long Add(uint index, in Key key)
    {
        if ((Count + 1) * 8L > _slots.Length * 5L)
        {
            Grow();
            index = FreeSlot(_slots, key.Hash);
        }

        ref var slot = ref _slots[index];
        slot = new Slot
        {
            Prefix = key.Prefix,
            Hash = key.Hash,
            LengthPlusOne = key.Bytes.Length + 1,
            Offset = Store(key.Bytes),
        };
        Count++;
        return ref slot.Value;
    }

    private int Store(ReadOnlySpan<byte> bytes)
    {
        var needed = (long)_arenaUsed + bytes.Length;
        if (needed > _arena.Length)
        {
            if (needed > Array.MaxLength)
            {
                throw new InvalidOperationException("A key table holds at most 2 GiB of keys; its owner must empty it sooner.");
            }

            Array.Resize(ref _arena, (int)Math.Min(Array.MaxLength, Math.Max(needed, _arena.Length * 2L)));
        }

        var offset = _arenaUsed;
        bytes.CopyTo(_arena.AsSpan(offset));
        _arenaUsed = (int)needed;
        return offset;
    }

    private void Grow()
    {
        var slots = new Slot[checked(_slots.Length * 2)];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.LengthPlusOne != 0)
            {
                slots[FreeSlot(slots, slot.Hash)] = slot;
            }
        }

        _slots = slots;
    }

    private static uint FreeSlot(Slot[] slots, uint hash)
    {
        var mask = (uint)slots.Length - 1;
        var i = hash & mask;
        while (slots[i].LengthPlusOne != 0)
        {
            i = (i + 1) & mask;
        }

        return i;
    }

    private bool SameTail(in Slot slot, ReadOnlySpan<byte> bytes) =>
        _arena.AsSpan(slot.Offset + sizeof(ulong), bytes.Length - sizeof(ulong)).SequenceEqual(bytes[sizeof(ulong)..]);

    private ReadOnlySpan<byte> BytesOf(in Slot slot) => _arena.AsSpan(slot.Offset, slot.LengthPlusOne - 1);

    private struct Slot
    {
        public ulong Prefix;
        public long Value;
        public uint Hash;
        public int LengthPlusOne;
        public int Offset;
    }

    /// <summary>What a slot holds.</summary>
    internal readonly ref struct Entry(ReadOnlySpan<byte> key, uint hash, ulong prefix, long value)
    {
        public ReadOnlySpan<byte> Key { get; } = key;

        public uint Hash { get; } = hash;

        public ulong Prefix { get; } = prefix;

        public long Value { get; } = value;
    }
}
