"""The engine that runs a pack's models here (本机人脸引擎), in processes of its own, by insightface and onnxruntime."""
