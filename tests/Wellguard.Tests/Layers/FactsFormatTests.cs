using System.Collections;
using System.Reflection;
using System.Text.Json;
using Wellguard.Layers;
using Xunit;

namespace Wellguard.Tests.Layers;

public sealed class FactsFormatTests
{
    private int _next;

    [Fact]
    public void Every_member_of_every_fact_comes_back()
    {
        var facts = (LayerFacts)Filled(typeof(LayerFacts), 0)!;

        Assert.Equal(JsonSerializer.Serialize(facts), JsonSerializer.Serialize(FactsFormat.Read(FactsFormat.Write(facts))));
    }

    [Fact]
    public void Nothing_comes_back_as_nothing()
    {
        var facts = new LayerFacts();

        Assert.Equal(JsonSerializer.Serialize(facts), JsonSerializer.Serialize(FactsFormat.Read(FactsFormat.Write(facts))));
    }

    [Fact]
    public void Bytes_that_were_changed_or_cut_off_are_refused_or_read_but_never_more()
    {
        var bytes = FactsFormat.Write((LayerFacts)Filled(typeof(LayerFacts), 0)!);
        for (var at = 0; at < bytes.Length; at++)
        {
            Assert.Throws<InvalidDataException>(() => FactsFormat.Read(bytes.AsSpan(0, at)));
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x55;
            try
            {
                FactsFormat.Read(changed);
            }
            catch (InvalidDataException)
            {
                // The only exception that may leave.
            }
        }
    }

    /// <summary>A value in every member, all different, two in every list: what the format forgets is missing afterwards.</summary>
    private object? Filled(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return $"text {_next++} é";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        }

        if (type.IsPrimitive)
        {
            return Convert.ChangeType(_next++ + 100, type, System.Globalization.CultureInfo.InvariantCulture);
        }

        if (type.IsGenericType && type.GetGenericArguments() is [.., var item])
        {
            if (typeof(IDictionary).IsAssignableFrom(type))
            {
                var map = (IDictionary)Activator.CreateInstance(type)!;
                map[$"key {_next++}"] = Filled(item, depth);
                map[$"key {_next++}"] = Filled(item, depth);
                return map;
            }

            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            for (var i = 0; i < 2 && depth < 4; i++)
            {
                list.Add(Filled(item, depth + 1));
            }

            return list;
        }

        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Filled(parameter.ParameterType, depth))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && !constructor.GetParameters().Any(parameter => parameter.Name == property.Name)))
        {
            property.SetValue(made, Filled(property.PropertyType, depth));
        }

        return made;
    }
}
