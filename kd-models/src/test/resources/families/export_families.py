"""Exports tiny random-weight encoders of many families to ONNX by several exporters, with PyTorch's answers.

Usage: MODE=ts|dynamo|optimum python export_families.py OUTDIR [REGEX]   (only the models whose name matches)
The committed files were made with
- NAME-tsOPSET (exporter by TorchScript): torch 2.5.1, transformers 4.46.3, onnx 1.23.2;
- NAME-dynamo (exporter by torch.export, opset 18): torch 2.15.0, transformers 4.57.6, onnxscript 0.7.2, onnx 1.23.2;
- NAME-optimumOPSET (-O1: and its optimizer): optimum 1.24.0 on torch 2.5.1, onnxruntime 1.32.0;
-toOPSET: brought to it by onnx.version_converter; -half: weights and activations in float16, the expected values
computed in float32 from the same weights; -nofold: without folding constants; -sdpa: torch's own attention.
Descriptions, metadata and inferred shapes are taken out of the files. Each NAME.onnx has beside it NAME.json: three
cases of different batch and sequence length with inputs and outputs, as in golden/export_teachers.py.
"""
import json, os, re, sys, warnings, shutil, tempfile
import numpy, onnx, onnxruntime, torch, transformers
warnings.filterwarnings("ignore")
import logging; logging.disable(logging.WARNING)
out, only = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
os.makedirs(out, exist_ok=True)
V, H, L, A, F, C, P = 60, 16, 2, 2, 32, 3, 40
COMMON = dict(vocab_size=V, hidden_size=H, num_hidden_layers=L, num_attention_heads=A, intermediate_size=F, max_position_embeddings=P, num_labels=C)
DEB = dict(relative_attention=True, position_buckets=8, norm_rel_ebd="layer_norm", share_att_key=True, pos_att_type=["p2c", "c2p"],
           layer_norm_eps=1e-7, max_relative_positions=-1, position_biased_input=False, type_vocab_size=0, pooler_hidden_size=H)
FAMILIES = {
  "bert": ("BertConfig", "BertForSequenceClassification", {}, 3),
  "bert-tanh": ("BertConfig", "BertForSequenceClassification", dict(hidden_act="gelu_new"), 3),
  "bert-relu": ("BertConfig", "BertForSequenceClassification", dict(hidden_act="relu"), 3),
  "bert-relpos": ("BertConfig", "BertForSequenceClassification", dict(position_embedding_type="relative_key_query"), 3),
  "distilbert": ("DistilBertConfig", "DistilBertForSequenceClassification", dict(dim=H, n_layers=L, n_heads=A, hidden_dim=F), 2),
  "roberta": ("RobertaConfig", "RobertaForSequenceClassification", dict(type_vocab_size=1), 2),
  "xlmr": ("XLMRobertaConfig", "XLMRobertaForSequenceClassification", dict(type_vocab_size=1), 2),
  "albert": ("AlbertConfig", "AlbertForSequenceClassification", dict(embedding_size=8, num_hidden_groups=1), 3),
  "electra": ("ElectraConfig", "ElectraForSequenceClassification", dict(embedding_size=8), 3),
  "mpnet": ("MPNetConfig", "MPNetForSequenceClassification", {}, 2),
  "minilm": ("BertConfig", "BertModel", dict(hidden_act="gelu"), 3),
  "deberta2": ("DebertaV2Config", "DebertaV2ForSequenceClassification", DEB, 2),
  "deberta3tt": ("DebertaV2Config", "DebertaV2ForSequenceClassification", DEB | dict(type_vocab_size=2), 3),
  "deberta2conv": ("DebertaV2Config", "DebertaV2ForSequenceClassification", DEB | dict(conv_kernel_size=3, conv_act="gelu"), 2),
  "deberta1": ("DebertaConfig", "DebertaForSequenceClassification", DEB | dict(pos_att_type=["p2c","c2p"]), 2),
  "camembert": ("CamembertConfig", "CamembertForSequenceClassification", dict(type_vocab_size=1), 2),
  "layoutless-convbert": ("ConvBertConfig", "ConvBertForSequenceClassification", dict(embedding_size=16, conv_kernel_size=3), 3),
  "mobilebert": ("MobileBertConfig", "MobileBertForSequenceClassification", dict(embedding_size=16, intra_bottleneck_size=16, true_hidden_size=16), 3),
  "squeezebert": ("SqueezeBertConfig", "SqueezeBertForSequenceClassification", dict(embedding_size=16, q_groups=2,k_groups=2,v_groups=2,post_attention_groups=1,intermediate_groups=2,output_groups=2), 3),
  "fnet": ("FNetConfig", "FNetForSequenceClassification", {}, 1),
  "ernie": ("ErnieConfig", "ErnieForSequenceClassification", {}, 3),
  "nezha": None,
  "modernbert": ("ModernBertConfig", "ModernBertForSequenceClassification", dict(pad_token_id=0,bos_token_id=1,eos_token_id=2,cls_token_id=1,sep_token_id=2,local_attention=4,reference_compile=False), 2),
}
NAMES = ["input_ids", "attention_mask", "token_type_ids"]
PADS = {"roberta": 1, "xlmr": 1, "camembert": 1, "mpnet": 1}

def resolve(x): return getattr(transformers, x)

def build(family, attention):
    config, model, more, n = FAMILIES[family]
    if isinstance(config, str): config, model = getattr(transformers, config), getattr(transformers, model)
    c = config(**(COMMON | more))
    try: c._attn_implementation = attention; m = model(c)
    except Exception:
        c._attn_implementation = "eager"; m = model(c)
    m.eval()
    torch.manual_seed(7)
    with torch.no_grad():
        for p in m.parameters(): p += 0.05 * torch.randn_like(p)
    return m, NAMES[:n] if n != 1 else ["input_ids"]

class Outputs(torch.nn.Module):
    def __init__(self, m, names, hidden): super().__init__(); self.m, self.names, self.hidden = m, names, hidden
    def forward(self, *xs):
        o = self.m(**dict(zip(self.names, xs)), output_hidden_states=self.hidden)
        first = o.logits if "logits" in o else o.last_hidden_state
        return (first, *o.hidden_states) if self.hidden else (first,)

def inputs(family, names, batch, seq, g):
    ids = torch.randint(5, V, (batch, seq), generator=g)
    mask = torch.ones_like(ids)
    for b in range(1, batch): mask[b, max(2, seq - 3 * b):] = 0
    ids[mask == 0] = PADS.get(family, 0)
    tt = torch.zeros_like(ids); tt[:, seq // 2:] = 1
    return dict(zip(NAMES, (ids, mask, tt))) if len(names) == 3 else dict(zip(names, (ids, mask)))

def strip(file):
    m = onnx.load(file)
    g = m.graph
    for x in [m, g, *g.node, *g.initializer, *g.input, *g.output]:
        x.doc_string = ""
        del x.metadata_props[:]
    del g.value_info[:]
    onnx.save(m, file)

def case(stem, family, f, names, outs, sizes, g):
    cases = []
    with torch.no_grad():
        for b, s in sizes:
            x = inputs(family, names, b, s, g)
            y = f(x)
            cases.append({"inputs": {n: x[n].tolist() for n in names}, "outputs": {o: t.float().tolist() for o, t in zip(outs, y)}})
    json.dump(cases, open(stem + ".json", "w"))
    strip(stem + ".onnx")
    session = onnxruntime.InferenceSession(stem + ".onnx", providers=["CPUExecutionProvider"])
    worst = 0
    have = {i.name for i in session.get_inputs()}
    for c in cases:
        r = session.run(outs, {n: numpy.array(c["inputs"][n]) for n in names if n in have})
        m = numpy.array(c["inputs"].get("attention_mask", numpy.ones_like(c["inputs"]["input_ids"])))
        for o, y in zip(outs, r):
            e = numpy.array(c["outputs"][o], "float32")
            d = abs(y.astype("float32") - e)
            if d.ndim == 3: d = d * m[:, :, None]
            worst = max(worst, float(d.max()))
    return worst

def ts(family, opset, hidden=False, fold=True, attention="eager", dynamo=False, half=False, fixed=False, convert=None, version=None):
    if dynamo: name = f"{family}-dynamo{'' if opset==18 else opset}"
    else: name = f"{family}-ts{opset}"
    name += "-hidden" * hidden + "-nofold" * (not fold) + "-sdpa" * (attention == "sdpa") + "-half" * half + (f"-to{convert}" if convert else "") + "-fixed"*fixed
    if not re.search(only, name): return
    try:
        torch.manual_seed(1)
        m, names = build(family, attention)
        w = Outputs(m, names, hidden).eval()
        outs = (["last_hidden_state"] if family == "minilm" else ["logits"]) + [f"hidden_states.{k}" for k in range(L + 1)] * hidden
        g = torch.Generator().manual_seed(3)
        x = inputs(family, names, 3, 11, g)
        stem = f"{out}/{name}"
        xs = tuple(x[n] for n in names)
        rank3 = [o for o in outs if o != "logits"]
        with torch.no_grad():
            if half:
                w = w.half()
            if dynamo:
                B, S = torch.export.Dim("batch", min=1, max=64), torch.export.Dim("sequence", min=2, max=P - 4)
                shapes = None if fixed else ({0: B, 1: S},) * len(names)
                if torch.__version__ < "2.6": shapes = None if fixed else {"xs": ({0: B, 1: S},) * len(names)}
                kw = dict(dynamic_shapes=shapes) if torch.__version__ < "2.6" else dict(dynamic_shapes=None if fixed else (({0: B, 1: S},) * len(names),))
                p = torch.onnx.export(w, xs, dynamo=True, input_names=names, output_names=outs, opset_version=opset, external_data=False, **kw)
                p.save(stem + ".onnx", external_data=False)
            else:
                axes = {n: {0: "batch", 1: "sequence"} for n in names} | {"logits": {0: "batch"}} | {o: {0: "batch", 1: "sequence"} for o in rank3}
                kw = {} if torch.__version__ < "2.6" else dict(dynamo=False)
                torch.onnx.export(w, xs, stem + ".onnx", input_names=names, output_names=outs, opset_version=opset, dynamic_axes=axes, do_constant_folding=fold, **kw)
        if convert:
            from onnx import version_converter
            onnx.save(version_converter.convert_version(onnx.load(stem + ".onnx"), convert), stem + ".onnx")
        ref = w.float() if half else w
        worst = case(stem, family, lambda x: ref(*[x[n] for n in names]), names, outs, [(3, 11)]*3 if fixed else [(3, 11), (1, 5), (2, 23)], g)
        print(("ok   " if worst < (2e-2 if half else 1e-4) else "WRONG"), name, os.path.getsize(stem + ".onnx"), "%.1e" % worst, flush=True)
    except Exception as e:
        for ext in (".onnx", ".json"):
            if os.path.exists(f"{out}/{name}{ext}"): os.remove(f"{out}/{name}{ext}")
        print("FAIL ", name, type(e).__name__, str(e).strip().splitlines()[0][:150] if str(e).strip() else "", flush=True)

def optimum(family, opset, task="text-classification", optimize=None, dtype="fp32"):
    name = f"{family}-optimum{opset}-{task}" + (f"-{optimize}" if optimize else "") + ("-"+dtype if dtype!="fp32" else "")
    if not re.search(only, name): return
    try:
        from optimum.exporters.onnx import main_export
        m, names = build(family, "eager")
        if task == "feature-extraction": m = getattr(m, m.base_model_prefix) if hasattr(m, m.base_model_prefix) else m
        d = tempfile.mkdtemp()
        m.save_pretrained(d)
        main_export(d, d + "/o", task=task, opset=opset, do_validation=False, no_post_process=False, optimize=optimize, **({"dtype": dtype} if dtype!="fp32" else {}))
        stem = f"{out}/{name}"
        shutil.copy(d + "/o/model.onnx", stem + ".onnx")
        outs = ["logits"] if task == "text-classification" else ["last_hidden_state"]
        have = [i.name for i in onnx.load(stem + ".onnx").graph.input]
        g = torch.Generator().manual_seed(3)
        names = [n for n in NAMES if n in have]
        def f(x):
            o = m(**x); return [o.logits if "logits" in o else o.last_hidden_state]
        worst = case(stem, family, f, names, outs, [(3, 11), (1, 5), (2, 23)], g)
        shutil.rmtree(d)
        print(("ok   " if worst < 1e-4 else "WRONG"), name, os.path.getsize(stem + ".onnx"), "%.1e" % worst, flush=True)
    except Exception as e:
        print("FAIL ", name, type(e).__name__, str(e).strip().splitlines()[0][:150] if str(e).strip() else "", flush=True)

if __name__ == "__main__":
    mode = os.environ.get("MODE", "ts")
    main = ["bert", "distilbert", "roberta", "xlmr", "albert", "electra", "mpnet", "minilm", "deberta2", "deberta3tt", "deberta1", "bert-tanh", "bert-relu", "bert-relpos", "camembert", "ernie", "deberta2conv", "layoutless-convbert", "mobilebert", "squeezebert", "fnet", "modernbert"]
    if mode == "ts":
        for f in main:
            for o in (11, 13, 14, 17): ts(f, o)
            ts(f, 14, fold=False); ts(f, 17, hidden=True); ts(f, 14, attention="sdpa"); ts(f, 17, attention="sdpa", fold=False)
            ts(f, 17, convert=20)
            if f in ("bert", "deberta2", "minilm", "roberta"): ts(f, 17, convert=21); ts(f, 17, convert=18); ts(f, 17, half=True); ts(f, 9); ts(f, 12); ts(f, 10)
        if torch.__version__ > "2.6":
            for f in main: ts(f, 18); ts(f, 20); ts(f,20,attention="sdpa",fold=False)
    if mode == "dynamo":
        for f in main:
            ts(f, 18, dynamo=True); ts(f, 18, dynamo=True, attention="sdpa"); ts(f, 18, dynamo=True, hidden=True)
            if f in ("bert", "distilbert", "roberta", "deberta2", "mpnet", "albert", "minilm"): ts(f, 18, dynamo=True, fixed=True); ts(f, 20, dynamo=True); ts(f, 18, dynamo=True, convert=20); ts(f, 18, dynamo=True, convert=21); ts(f, 18, dynamo=True, half=True)
    if mode == "optimum":
        for f in main:
            for o in (11, 14, 17, 18): optimum(f, o)
            optimum(f, 17, "feature-extraction")
        for f in ("bert", "distilbert", "roberta", "minilm"):
            for z in ("O1", "O2", "O3"): optimum(f, 14, "text-classification", z); optimum(f, 14, "feature-extraction", z)
