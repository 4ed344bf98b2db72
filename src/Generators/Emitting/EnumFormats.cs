using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Emits how the members of enums are written in requests: by name, without regard to case, as a switch over lengths. Numbers are not
/// taken, since they would let in values that no member has.
/// </summary>
internal sealed class EnumFormats
{
    private const int MembersTold = 12;

    private readonly Dictionary<string, (EnumModel Enum, string Name)> formats = new(StringComparer.Ordinal);

    /// <summary>Names the formats of all enums that handlers take.</summary>
    public EnumFormats(IEnumerable<CallModel> calls)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (EnumModel model in calls.SelectMany(call => call.Arguments).Select(argument => argument.Value?.Enum).OfType<EnumModel>())
        {
            if (formats.ContainsKey(model.TypeName)) continue;
            string name = $"{model.SimpleName}Format";
            for (int i = 2; !taken.Add(name); i++) name = $"{model.SimpleName}Format{i}";
            formats.Add(model.TypeName, (model, name));
        }
    }

    public bool Any => formats.Count > 0;

    public string NameOf(EnumModel model) => formats[model.TypeName].Name;

    public void Emit(SourceWriter writer)
    {
        bool isFirst = true;
        foreach ((EnumModel model, string name) in formats.Values)
        {
            if (!isFirst) writer.Line();
            isFirst = false;
            Emit(writer, model, name);
        }
    }

    private static void Emit(SourceWriter writer, EnumModel model, string name)
    {
        writer.Open($"public readonly struct {name} : {ArgumentEmitter.Namespace}.IValueFormat<{model.TypeName}>");
        string told = string.Join(", ", model.Members.Take(MembersTold)) + (model.Members.Count > MembersTold ? ", …" : "");
        string expected = model.IsFlags ? $"some of {told}, with commas between them" : $"one of {told}";
        writer.Line($"public static string Expected => {SourceWriter.Quote(expected)};").Line();
        string signature = $"(global::System.ReadOnlySpan<byte> text, out {model.TypeName} value)";
        if (!model.IsFlags)
        {
            EmitMember(writer, model, $"public static bool TryRead{signature}");
            writer.Close();
            return;
        }

        writer.Open($"public static bool TryRead{signature}");
        writer.Line("value = default;");
        writer.Open("foreach (global::System.Range part in global::System.MemoryExtensions.Split(text, (byte)','))");
        writer.Line($"if (!TryReadMember(text[part], out {model.TypeName} member)) return false;").Line("value |= member;");
        writer.Close().Line().Line("return true;").Close().Line();
        EmitMember(writer, model, $"private static bool TryReadMember{signature}");
        writer.Close();
    }

    private static void EmitMember(SourceWriter writer, EnumModel model, string signature)
    {
        // Members that differ in case alone are told apart by it.
        ILookup<string, string> byFolded = model.Members.ToLookup(member => member.ToUpperInvariant());
        writer.Open(signature);
        writer.Open("switch (text.Length)");
        foreach (string member in model.Members)
        {
            bool isExact = byFolded[member.ToUpperInvariant()].Count() > 1 || member.Any(c => c > '~');
            string literal = SourceWriter.QuoteUtf8(member);
            string test = isExact
                ? $"global::System.MemoryExtensions.SequenceEqual(text, {literal})"
                : $"global::System.Text.Ascii.EqualsIgnoreCase(text, {literal})";
            writer.Line($"case {System.Text.Encoding.UTF8.GetByteCount(member)} when {test}:");
            writer.Indented(_ => writer.Line($"value = {model.TypeName}.{Reading.Names.Escape(member)};").Line("return true;"));
        }

        writer.Line("default:").Indented(_ => writer.Line("value = default;").Line("return false;"));
        writer.Close().Close();
    }
}
